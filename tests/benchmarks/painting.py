"""Measures how soon the chat is seen on a slow phone: `python -m tests.benchmarks.painting`.

Chromium with its CPU slowed four times opens the demonstration page of a light server, then the
chat, some times over. Prints, in milliseconds, from the page's start to the first paint of its
button, and from the press to the frame after which the panel is on screen: after the button was
pointed at, after the page was idle (when the script of the chat is fetched), and where it was not
fetched, as for a browser that saves data.
"""

import shutil
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from tests.browser.conftest import FLAGS
from tests.browser.serving import served
from tests.browser.shifts import shifts

SLOWER = 4
TIMES = 8
KINDS = (POINTED_AT, IDLE, NOT_FETCHED) = (
    "panel, button pointed at before",
    "panel, page idle before",
    "panel, script not fetched",
)
# The element says when its panel was shown; after the next one it is on screen.
PAINTED = """() => new Promise((resolve) => {
  const chat = document.querySelector("assistant-chat");
  chat.addEventListener("assistant-open", () => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now() - pressed);
    channel.port2.postMessage(null);
  }));
  const pressed = performance.now();
  chat.shadowRoot.querySelector("button").click();
})"""
SAVES_DATA = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
FIRST = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def slowed(browser: Browser, url: str, saves_data: bool) -> Page:
    page = browser.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if saves_data:
        page.add_init_script(SAVES_DATA)
        page.goto(url)
    else:
        with page.expect_response("**/widget/chat.js*"):
            page.goto(url)
    page.get_by_role("button", name="Ask a tax question").wait_for()
    return page


def measure(browser: Browser, url: str) -> dict[str, list[float]]:
    others = ("page: first contentful paint", "layout shift")
    found: dict[str, list[float]] = {name: [] for name in (*KINDS, *others)}
    for kind in KINDS * TIMES:
        page = slowed(browser, url, saves_data=kind == NOT_FETCHED)
        if kind == POINTED_AT:
            page.get_by_role("button", name="Ask a tax question").hover()
        page.wait_for_timeout(500)
        found[kind].append(page.evaluate(PAINTED))
        found["page: first contentful paint"].append(page.evaluate(FIRST))
        found["layout shift"].append(shifts(page))
        page.context.close()
    return found


def main() -> None:
    """Prints the table."""
    with (
        TemporaryDirectory() as folder,
        served(Path(folder), log_format="json") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        found = measure(browser, server.url)
        browser.close()
    table = Table("what", "times", "p50", "p95")
    for name, values in found.items():
        p95 = statistics.quantiles(values, n=20)[-1]
        table.add_row(name, str(len(values)), f"{statistics.median(values):.1f}", f"{p95:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
