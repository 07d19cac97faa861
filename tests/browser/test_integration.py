"""Tests of the page for integrators in Chromium: the playground, at its policy and at any width."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import faults
from tests.browser.serving import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def page(server: Served, context: BrowserContext) -> Page:
    opened = context.new_page()
    opened.goto(server.url)
    opened.get_by_role("link", name="All there is to set").click()
    expect(opened.get_by_role("heading", name="Put the assistant on a site")).to_be_visible()
    return opened


def test_what_is_changed_is_seen_on_the_chat_and_in_the_tag(page: Page) -> None:
    code = page.locator("#code")
    page.get_by_label("heading").fill("Ask about “5 > 4” & more")
    launcher = page.get_by_role("button", name="Ask about “5 > 4” & more")
    expect(launcher).to_be_visible()
    page.get_by_label("position").select_option("left")
    page.get_by_label("--assistant-primary", exact=True).fill("#b50909")
    expect(launcher).to_have_css("background-color", "rgb(181, 9, 9)")
    box = launcher.bounding_box()
    assert box is not None
    assert box["x"] < 50
    expect(code).to_contain_text('position="left"')
    expect(code).to_contain_text('heading="Ask about “5 > 4” &amp; more"')
    expect(code).to_contain_text("--assistant-primary: #b50909;")
    page.get_by_label("position").select_option("")
    expect(code).not_to_contain_text("position")


def test_methods_and_events_are_tried(page: Page) -> None:
    page.get_by_role("button", name="show()").click()
    events = page.get_by_role("log", name="What the chat told the page").get_by_role("listitem")
    expect(events).to_have_text(["assistant-open"])
    expect(page.get_by_label("open", exact=True)).to_be_checked()
    page.get_by_label("open", exact=True).uncheck()
    expect(events).to_have_text(["assistant-open", "assistant-close"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 320])
def test_the_page_is_accessible_and_fits(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
