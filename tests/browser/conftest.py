"""Owns the browser of the tests: a Chromium found on the machine, else Playwright's own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.assistant.running import RunningAssistant
from tests.browser.widget import Widget

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "no Chromium: on Debian `apt-get install chromium`, "
    "elsewhere `.venv/bin/python -m playwright install chromium`"
)


# Of a module, not of the session: while it runs, no test can have an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser")
        if found is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip(MISSING)
        launched = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def problems() -> list[str]:
    """What the pages complained of; a test that causes some on purpose empties it."""
    return []


@pytest.fixture
def context(browser: Browser, problems: list[str]) -> Iterator[BrowserContext]:
    """A fresh profile. At the end no page may have logged an error or broken its own policy."""
    opened = browser.new_context(viewport={"width": 1100, "height": 800})
    opened.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    opened.on("weberror", lambda error: problems.append(str(error.error)))
    yield opened
    opened.close()
    assert problems == []


@pytest.fixture
def widget(assistant: RunningAssistant, context: BrowserContext) -> Widget:
    """The widget on the demonstration page, open."""
    page = context.new_page()
    page.goto(assistant.url)
    opened = Widget(page)
    opened.open()
    return opened
