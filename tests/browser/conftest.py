"""Owns what browser tests share: a Chromium of the machine, else Playwright's own; a server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from server.staff.accounts import Staff
from tests.assistant.running import RunningAssistant
from tests.browser.serving import PASSWORD, Served, served
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


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Without Rasa, for all tests of a module."""
    with served(tmp_path_factory.mktemp("served")) as started:
        yield started


@pytest.fixture(scope="module")
def ana(server: Served) -> Staff:
    create = server.parts.accounts.create("ana", "Ana at the agency", "agent", PASSWORD, "test")
    return server.do(create)


@pytest.fixture
def widget(assistant: RunningAssistant, context: BrowserContext) -> Widget:
    """The widget on the demonstration page, open."""
    return _opened(context, assistant.url)


@pytest.fixture
def chat(server: Served, context: BrowserContext) -> Widget:
    """The same on a server without Rasa."""
    return _opened(context, server.url)


def _opened(context: BrowserContext, url: str) -> Widget:
    page = context.new_page()
    page.goto(url)
    opened = Widget(page)
    opened.open()
    return opened
