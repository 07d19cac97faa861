"""Tests of a ticket's news in the open chat, in Chromium; staff act through their service."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from server.staff.accounts import Staff
from tests.browser.axe import faults
from tests.browser.serving import Served, served
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as started:
        yield started


@pytest.fixture
def ana(server: Served) -> Staff:
    return server.do(server.parts.accounts.create("ana", "Ana", "agent", None, "test"))


@pytest.fixture
def widget(server: Served, context: BrowserContext) -> Widget:
    """The widget, with a ticket just opened in it."""
    page = context.new_page()
    page.goto(server.url)
    opened = Widget(page)
    opened.open()
    opened.ask("my refund is late and nobody says why")
    opened.click("Talk to a person")
    for typed in ("Why is my refund so late?", "Eve Evans", "eve@example.org", "after 5 p.m."):
        opened.ask(typed)
    opened.click("Yes, you may")
    expect(opened.click("Send it").locator(".reference")).to_be_visible()
    return opened


def test_a_reply_is_told_once_with_the_link_to_the_ticket(
    server: Served, ana: Staff, widget: Widget, context: BrowserContext
) -> None:
    reference = widget.page.locator(".reference").inner_text()
    work, news = server.parts.work, widget.page.locator(".log .notice")
    server.do(work.claim(reference, ana))
    server.do(work.note(reference, ana, "Between us."))
    for _ in range(2):  # the second time it is a replay
        server.do(work.reply(reference, ana, "It comes Friday.", needs_answer=False, key="k"))
    told = f"There is a reply to your ticket {reference}. Open the ticket"
    expect(news).to_have_text([f"{told} (opens in a new tab)"])
    said = widget.page.locator("[aria-live=polite].visually-hidden p", has_text="There is a reply")
    expect(said).to_have_text([told])
    assert faults(widget.page) == []
    with context.expect_page() as opened:
        news.get_by_role("link").click()
    expect(opened.value.locator("#thread li").last).to_contain_text("It comes Friday.")
    server.do(work.close(reference, ana))
    expect(news.last).to_contain_text(f"Your ticket {reference} is closed.")
    expect(news).to_have_count(2)


def test_a_closed_chat_shows_that_there_is_a_reply_also_after_a_reload(
    server: Served, ana: Staff, widget: Widget
) -> None:
    reference = widget.page.locator(".reference").inner_text()
    # What it reads once it listens, after the chat as a whole.
    with widget.page.expect_response(re.compile(r"/messages\?after=[1-9]")):
        widget.page.reload()
        widget.open()
    widget.page.get_by_role("button", name="Close chat").click()
    server.do(server.parts.work.reply(reference, ana, "Which year?", needs_answer=True))
    widget.page.get_by_role("button", name="New message").click()
    news = widget.page.locator(".log .notice")
    expect(news).to_contain_text([f"There is a reply to your ticket {reference}."])
    expect(news.get_by_role("link")).to_have_attribute(
        "href", f"{server.url}{server.parts.tickets.url_of(reference)}".replace("#", "?lang=en#")
    )
