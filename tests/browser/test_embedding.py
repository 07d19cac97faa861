"""Tests of the widget on sites of others: loud styles, a strict policy, old scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from server.launch.plan import free_port
from tests.browser.hosting import STRICT, hosted
from tests.browser.serving import Served, served
from tests.browser.shifts import shifts
from tests.browser.widget import Widget
from tests.factories import DEDUCTION, decision

pytestmark = pytest.mark.browser
QUESTION = "How much is the standard deduction?"
PAGES = ["loud", "strict", "old"]
# Of every element of the page: how it looks and where it stands.
LOOKS = """() => [...document.querySelectorAll("html, body, body *:not(script)")]
  .filter((each) => each.localName !== "assistant-chat")
  .map((each) => {
    const style = getComputedStyle(each);
    const { x, y, width, height } = each.getBoundingClientRect();
    const looks = [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`);
    return [each.localName, x, y, width, height, ...looks];
  })"""
CHAT = "**/widget/chat.js*"
SAVES_DATA = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
PARTS = """(names) => names.map((name) => {
  const style = getComputedStyle(
    document.querySelector("assistant-chat").shadowRoot.querySelector(name));
  return ["color", "background-color", "font-size", "font-family", "font-style", "letter-spacing",
    "text-transform", "direction", "text-align", "line-height", "width", "visibility", "right",
    "bottom", "z-index"].map((each) => `${each}: ${style.getPropertyValue(each)}`);
})"""


@dataclass(frozen=True)
class Site:
    """Somebody's site, and the assistant it embeds."""

    url: str
    assistant: Served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    port = free_port()
    folder = tmp_path_factory.mktemp("embedding")
    with served(folder, allowed_origins=[f"http://127.0.0.1:{port}"]) as assistant:
        assistant.retriever.decisions[QUESTION] = decision("answered", DEDUCTION, confidence=0.9)
        with hosted(port, assistant.url, {"/strict.html": STRICT}) as url:
            yield Site(url, assistant)


def tab_to_the_button(page: Page) -> None:
    launcher = page.get_by_role("button", name="Ask a tax question")
    expect(launcher).to_be_visible()
    page.locator("body").focus()
    for _ in range(6):
        page.keyboard.press("Tab")
        if launcher.evaluate("(it) => it.getRootNode().activeElement === it"):
            return
    raise AssertionError("the button is not reached by the keyboard")


def looks(context: BrowserContext, address: str) -> Any:
    page = context.new_page()
    page.goto(address)
    return page.evaluate(LOOKS)


@pytest.mark.parametrize("name", PAGES)
def test_a_question_is_asked_by_the_keyboard_and_the_page_stays_as_it_was(
    site: Site, context: BrowserContext, name: str
) -> None:
    bare = looks(context, f"{site.url}/{name}.html?bare")
    page = context.new_page()
    page.goto(f"{site.url}/{name}.html")
    widget = Widget(page)
    tab_to_the_button(page)
    page.keyboard.press("Enter")
    expect(widget.box).to_be_focused()
    expect(widget.said.first).to_contain_text("Ask me a question")
    page.keyboard.type(QUESTION)
    expect(widget.box).to_have_value(QUESTION)
    page.keyboard.press("Enter")
    expect(widget.reply_after(1).locator(".sources")).to_be_visible()
    expect(widget.typed).to_have_text([QUESTION])
    assert page.evaluate(LOOKS) == bare
    page.keyboard.press("Escape")
    expect(widget.box).to_be_hidden()
    expect(page.get_by_role("button", name="Ask a tax question")).to_be_focused()
    assert page.evaluate(LOOKS) == bare
    kept = "JSON.parse(Object.entries(localStorage).find(([name]) => /:/.test(name))[1])"
    assert page.evaluate(f"{kept}.rated") == []
    page.reload()
    page.get_by_role("button", name="Ask a tax question").click()
    expect(widget.typed).to_have_text([QUESTION])


@pytest.mark.parametrize("name", PAGES)
def test_the_widget_looks_as_on_the_own_site_and_moves_nothing(
    site: Site, context: BrowserContext, name: str
) -> None:
    found = []
    for address in (f"{site.assistant.url}/", f"{site.url}/{name}.html"):
        page = context.new_page()
        page.goto(address)
        page.get_by_role("button", name="Ask a tax question").wait_for()
        launcher = page.evaluate(PARTS, [".launcher", ".corner"])
        Widget(page).open()
        found.append(
            launcher + page.evaluate(PARTS, [".panel", ".head h2", ".message", "textarea"])
        )
        assert shifts(page) == 0
    assert found[1] == found[0]


def test_keys_typed_in_the_chat_are_not_heard_by_the_page(
    site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/old.html")
    page.get_by_role("button", name="Ask a tax question").click()
    widget = Widget(page)
    widget.box.press_sequentially("secret")
    assert page.evaluate("window.keysHeard") is None
    page.get_by_role("button", name="A button of the page").press("s")
    assert "s" in page.evaluate("window.keysHeard")


def test_a_site_that_is_not_on_the_list_gets_nothing(
    tmp_path: Any, context: BrowserContext, problems: list[str]
) -> None:
    with served(tmp_path) as assistant, hosted(free_port(), assistant.url, {}) as url:
        bare = looks(context, f"{url}/old.html?bare")
        page = context.new_page()
        page.goto(f"{url}/old.html")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.querySelector('assistant-chat').shadowRoot") is None
        assert page.evaluate(LOOKS) == bare
    # What browsers themselves say of a script they may not load.
    assert all("CORS policy" in each or "Failed to load resource" in each for each in problems)
    problems.clear()


def test_a_site_whose_assistant_is_down_gets_nothing_and_no_script_fails(
    context: BrowserContext, problems: list[str]
) -> None:
    with hosted(free_port(), f"http://127.0.0.1:{free_port()}", {}) as url:
        page = context.new_page()
        thrown: list[str] = []
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.goto(f"{url}/strict.html")
        page.wait_for_load_state("networkidle")
        assert page.locator("assistant-chat").count() == 0
        assert thrown == []
    assert all("ERR_CONNECTION_REFUSED" in each for each in problems)
    problems.clear()


def test_a_chat_that_cannot_be_loaded_is_told_and_can_be_tried_again(
    site: Site, context: BrowserContext, problems: list[str]
) -> None:
    page = context.new_page()
    page.route(CHAT, lambda route: route.abort())
    page.goto(f"{site.url}/strict.html")
    launcher = page.get_by_role("button", name="Ask a tax question")
    launcher.click()
    expect(page.get_by_role("status")).to_have_text(
        "The assistant cannot be reached now. Try again later."
    )
    expect(launcher).to_be_visible()
    page.unroute(CHAT)
    launcher.click()
    expect(Widget(page).box).to_be_focused()
    assert all("ERR_FAILED" in each for each in problems)
    problems.clear()


def test_the_chat_is_loaded_once_the_page_is_idle_and_takes_no_focus(
    site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    with page.expect_response(CHAT):
        page.goto(f"{site.url}/strict.html")
    panel = page.locator("assistant-chat .panel")
    expect(panel).to_be_attached()
    expect(panel).to_be_hidden()
    assert page.evaluate("document.activeElement.localName") == "body"
    assert shifts(page) == 0


def test_where_data_is_saved_the_chat_is_loaded_when_it_is_wanted(
    site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    page.add_init_script(SAVES_DATA)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.url}/strict.html")
    page.wait_for_load_state("networkidle")
    page.evaluate("new Promise((resolve) => requestIdleCallback(resolve))")
    assert not [url for url in asked if "chat.js?v=" in url]
    with page.expect_response(CHAT):
        page.get_by_role("button", name="Ask a tax question").hover()
