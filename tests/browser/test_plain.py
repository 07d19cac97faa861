"""Tests of the plain pages in Chromium with JavaScript off: from a question to a ticket's reply."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from server.staff.accounts import Staff
from tests.browser.axe import faults
from tests.browser.serving import Served

pytestmark = pytest.mark.browser


class Citizen:
    """Somebody whose browser runs no script, with the keyboard alone."""

    def __init__(self, server: Served, page: Page) -> None:
        self.page = page
        page.goto(f"{server.url}/chat")

    @property
    def newest(self) -> str:
        return self.page.locator("#new").inner_text()

    def ask(self, text: str) -> None:
        self.page.get_by_label("Your question").focus()
        self.page.keyboard.type(text)
        self.tab_to("Send")

    def tab_to(self, name: str) -> None:
        """Presses Tab until the button has the focus, then Enter."""
        wanted = self.page.get_by_role("button", name=name, exact=True).first
        for _ in range(40):
            self.page.keyboard.press("Tab")
            if self.page.locator("*:focus").first.inner_text() == wanted.inner_text():
                with self.page.expect_navigation():
                    self.page.keyboard.press("Enter")
                return
        raise AssertionError(f"{name} is not reached with the keyboard")


@pytest.fixture
def citizen(server: Served, browser: Browser) -> Iterator[Citizen]:
    context = browser.new_context(java_script_enabled=False)
    yield Citizen(server, context.new_page())
    context.close()


def open_a_ticket(citizen: Citizen) -> str:
    citizen.ask("hello")
    citizen.tab_to("Talk to a person")
    citizen.ask("Why is my refund late?")
    citizen.ask("Carla")
    citizen.ask("carla@example.org")
    citizen.tab_to("Yes, you may")
    citizen.tab_to("Send it")
    return citizen.page.locator("code").first.inner_text()


def test_a_ticket_is_opened_followed_and_answered(
    server: Served, ana: Staff, citizen: Citizen
) -> None:
    reference = open_a_ticket(citizen)
    citizen.tab_to("See your ticket")
    expect(citizen.page.locator("#reference")).to_have_text(reference)
    reply = server.parts.work.reply(reference, ana, "It was sent today.", needs_answer=False)
    server.do(reply)
    citizen.page.get_by_role("link", name="Check for new messages").click()
    expect(citizen.page.locator(".thread")).to_contain_text("It was sent today.")
    citizen.tab_to("Close this ticket")
    expect(citizen.page.get_by_role("status")).to_contain_text("Your ticket is closed.")


def test_a_reply_is_where_the_page_opens(citizen: Citizen) -> None:
    citizen.ask("hello")
    assert citizen.page.url.endswith("#new")
    expect(citizen.page.locator("#new")).to_be_in_viewport()


def test_nothing_is_wider_than_a_small_screen(citizen: Citizen) -> None:
    citizen.page.set_viewport_size({"width": 320, "height": 600})
    open_a_ticket(citizen)
    assert citizen.page.locator("main").bounding_box()["width"] <= 320  # type: ignore[index]
    citizen.page.keyboard.press("End")
    boxes = [each.bounding_box() for each in citizen.page.locator("main *").all()]
    assert max(box["x"] + box["width"] for box in boxes if box) <= 320


@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_nothing(
    server: Served, context: BrowserContext, problems: list[str], language: str
) -> None:
    page = context.new_page()
    page.goto(f"{server.url}/chat?language={language}")
    assert faults(page) == []
    page.locator("textarea").fill("hello")
    page.locator("form.reply button").click()
    assert faults(page) == []
    page.locator("form.reply button").click()
    assert page.locator("[aria-invalid]").count() == 1
    assert faults(page) == []
    assert [each for each in problems if "422" not in each] == []
    problems.clear()  # the empty message was refused
    page.goto(f"{server.url}/chat/ticket")
    assert faults(page) == []
