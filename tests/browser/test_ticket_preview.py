"""Tests of the preview of a ticket in the widget, in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.axe import faults
from tests.browser.serving import Served, served
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser
ASKED = "my refund is late and nobody says why"
QUESTION = "Why is my refund so late?"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as started:
        yield started


@pytest.fixture(params=[(1100, 800), (360, 640)], ids=["wide", "narrow"])
def widget(
    request: pytest.FixtureRequest, server: Served, context: BrowserContext, tmp_path: Path
) -> Widget:
    """The widget, showing the preview of a ticket."""
    page = context.new_page()
    width, height = request.param
    page.set_viewport_size({"width": width, "height": height})
    page.goto(server.url)
    opened = Widget(page)
    opened.open()
    opened.ask(ASKED)
    opened.click("Talk to a person")
    for typed in (QUESTION, "Ana Ruiz", "202-555-0147", "weekdays 9 to 12"):
        opened.ask(typed)
    opened.click("Yes, you may")
    return opened


def test_the_preview_shows_the_fields_and_the_chat_on_request(widget: Widget) -> None:
    preview = widget.page.locator(".preview")
    terms = ["Question", "Name", "Contact", "When to call", "This chat"]
    expect(preview.locator("dt")).to_have_text(terms)
    expect(preview.locator("dd").nth(1)).to_have_text("Ana Ruiz")
    expect(preview.locator("dd").nth(3)).to_have_text("weekdays 9 to 12")
    expect(preview.get_by_text(ASKED)).to_be_hidden()
    preview.locator("summary").click()
    expect(preview.get_by_text(ASKED)).to_be_visible()
    assert faults(widget.page) == []


def test_parts_are_left_out_and_changed_before_it_is_sent(widget: Widget) -> None:
    preview = widget.page.locator(".preview").last
    widget.click("Leave the chat out")
    expect(preview.locator("dd").last).to_have_text("Left out of the ticket.")
    widget.click("Leave the name out")
    expect(preview.locator("dd").nth(1)).to_have_text("No name given")
    widget.click("Change something")
    widget.click("The contact")
    widget.ask("ana@example.org")
    expect(preview.locator("dt")).to_have_text(["Question", "Name", "Contact", "This chat"])
    assert faults(widget.page) == []
    ticket = widget.click("Send it")
    expect(ticket.locator(".reference")).to_be_visible()


def test_the_preview_is_there_after_a_reload(widget: Widget) -> None:
    widget.page.reload()
    widget.open()
    expect(widget.page.locator(".preview dd").first).to_have_text(QUESTION)
    expect(widget.open_choices.first).to_have_text("Send it")
