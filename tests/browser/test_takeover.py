"""Tests of a chat taken over, in Chromium: a citizen at the widget, an agent at the desk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.axe import faults
from tests.browser.serving import Served, served
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser
ASKED = "my refund is late and nobody says why"
ANA = "Ana of the agency"


@dataclass(frozen=True)
class Sides:
    """Both sides of one chat, each in a browser of its own."""

    citizen: Widget
    desk: Page

    @property
    def written(self) -> list[str]:
        """What staff wrote, as the citizen sees it."""
        return self.citizen.page.locator(".message.staff .body").all_inner_texts()

    def write(self, text: str) -> None:
        """As the agent."""
        self.desk.get_by_label("Your message to the citizen").fill(text)
        self.desk.get_by_role("button", name="Send").click()

    def join(self) -> None:
        self.desk.get_by_role("button", name="Join", exact=True).first.click()
        expect(self.desk.get_by_text("You are in it")).to_be_visible()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as started:
        yield started


@pytest.fixture
def sides(server: Served, context: BrowserContext, browser: Browser) -> Iterator[Sides]:
    """An agent who takes chats at the lists; a citizen who has asked for a person."""
    own = browser.new_context(viewport={"width": 1200, "height": 900})
    server.sign_in(own, "agent")
    desk = own.new_page()
    desk.goto(f"{server.url}/desk/conversations")
    desk.get_by_role("button", name="Take chats").click()
    expect(desk.get_by_text("Nobody waits.")).to_be_visible()
    page = context.new_page()
    page.goto(server.url)
    widget = Widget(page)
    widget.open()
    widget.ask(ASKED)
    widget.click("Talk to a person")
    yield Sides(widget, desk)
    own.close()


def test_a_chat_is_taken_over_and_given_back(sides: Sides) -> None:
    citizen, desk = sides.citizen, sides.desk
    waiting = desk.locator("section").filter(has_text="Waiting for a person")
    expect(waiting.get_by_text(ASKED)).to_be_visible()
    expect(desk.get_by_role("status")).to_have_text("1 person waits for somebody to join.")
    assert faults(desk) == []
    sides.join()
    assert faults(desk) == []
    expect(citizen.page.get_by_text(f"You are chatting with {ANA}")).to_be_visible()

    sides.write("Hello, I am looking at it.")
    expect(citizen.page.locator(".message.staff")).to_contain_text(ANA)
    expect(citizen.page.locator(".message.staff .body")).to_have_text("Hello, I am looking at it.")
    for text in ("Thank you!", "It was due in May."):
        citizen.box.fill(text)
        citizen.box.press("Enter")
    expect(desk.locator(".post.citizen .said").last).to_have_text("It was due in May.")
    expect(citizen.page.locator(".state")).to_have_text([""] * 4)
    assert faults(citizen.page) == []

    desk.get_by_role("button", name="Leave the chat").click()
    expect(desk.get_by_text("You are in no chat.")).to_be_visible()
    expect(citizen.page.get_by_text(f"{ANA} has left this chat.").first).to_be_visible()
    expect(citizen.page.get_by_text("Automated assistant")).to_be_visible()
    expect(citizen.open_choices.last).to_have_text("Open a ticket")
    # Both come at once, and both are said by a screen reader.
    said = citizen.page.locator("[aria-live=polite].visually-hidden p")
    expect(said.filter(has_text=f"{ANA} has left this chat.")).to_have_count(1)
    expect(said.filter(has_text="You are with the assistant again.")).to_have_count(1)
    citizen.ask("how much is the fee?")
    expect(said.filter(has_text=f"{ANA} has left this chat.")).to_have_count(0)
    assert sides.written == ["Hello, I am looking at it."]


def test_what_was_missed_is_shown_once_after_a_reload(sides: Sides) -> None:
    sides.join()
    sides.write("one")
    expect(sides.citizen.page.locator(".message.staff")).to_have_count(1)
    sides.citizen.page.reload()
    sides.write("two")
    sides.citizen.page.get_by_role("button", name="Ask a tax question").click()
    expect(sides.citizen.page.get_by_text(f"You are chatting with {ANA}")).to_be_visible()
    sides.write("three")
    expect(sides.citizen.page.locator(".message.staff .body")).to_have_text(["one", "two", "three"])


def test_without_streaming_messages_are_read_again_and_again(
    sides: Sides, problems: list[str]
) -> None:
    """A proxy may swallow the stream."""
    page = sides.citizen.page

    def refuse(route: Route) -> None:
        route.abort("connectionreset")

    page.route("**/api/conversations/*/events", refuse)
    page.reload()
    sides.citizen.open()
    sides.join()
    sides.write("one")
    sides.write("two")
    staff = page.locator(".message.staff .body")
    expect(staff).to_have_text(["one", "two"], timeout=30_000)
    assert [problem for problem in problems if "ERR_CONNECTION_RESET" not in problem] == []
    problems.clear()


def test_the_desk_works_with_the_keyboard_and_says_what_comes(sides: Sides) -> None:
    desk = sides.desk
    join = desk.get_by_role("button", name="Join", exact=True)
    join.focus()
    sides.citizen.ask("are you there?")
    expect(desk.locator("#chats")).to_contain_text(re.compile("less than a minute"))
    expect(join).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Your message to the citizen")).to_be_focused()
    desk.keyboard.type("Hello")
    desk.keyboard.press("Enter")
    log = desk.get_by_role("log", name="Messages")
    expect(log.locator(".post.staff .said")).to_have_text("Hello")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(desk.get_by_label("Your message to the citizen")).to_be_empty()


def test_without_javascript_the_desk_does_the_same(
    server: Served, browser: Browser, sides: Sides
) -> None:
    plain = browser.new_context(java_script_enabled=False)
    server.sign_in(plain, "agent", "ben")
    desk = plain.new_page()
    desk.goto(f"{server.url}/desk/conversations")
    both = Sides(sides.citizen, desk)
    both.join()
    both.write("Hello from Ben")
    expect(desk.locator(".post.staff .said")).to_have_text("Hello from Ben")
    expect(sides.citizen.page.locator(".message.staff")).to_contain_text("Ben of the agency")
    plain.close()


def test_what_was_written_is_kept_when_somebody_else_took_over(
    server: Served, sides: Sides
) -> None:
    sides.join()
    box = sides.desk.get_by_label("Your message to the citizen")
    box.fill("Half a sen")
    chat_id = sides.desk.url.rsplit("/", 1)[1].partition("#")[0]
    admin = server.do(server.parts.accounts.create("cleo", "Cleo", "admin", None, "test"))
    server.do(server.parts.takeovers.take_out(chat_id, admin))
    expect(sides.desk.get_by_role("alert")).to_contain_text("not in this chat any more")
    expect(box).to_have_value("Half a sen")


def test_what_is_sent_again_after_a_lost_answer_comes_once(
    sides: Sides,
) -> None:
    sides.join()

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    sides.desk.route("**/messages", lose, times=1)
    sides.write("Hello")
    expect(sides.desk.get_by_role("alert")).to_contain_text("Not sent")
    box = sides.desk.get_by_label("Your message to the citizen")
    expect(box).to_have_value("Hello")
    sides.write("Hello\nIt is due.")
    expect(sides.citizen.page.locator(".message.staff .body")).to_have_text(["Hello", "It is due."])
    expect(sides.desk.locator(".post.staff .said")).to_have_text(["Hello", "It is due."])


@pytest.mark.parametrize("width", [320, 768])
def test_the_desk_fits_narrow_windows(sides: Sides, width: int) -> None:
    sides.desk.set_viewport_size({"width": width, "height": 800})
    assert sides.desk.evaluate("document.querySelector('main').scrollWidth") <= width
    assert faults(sides.desk) == []
    sides.join()
    assert sides.desk.evaluate("document.querySelector('main').scrollWidth") <= width
    assert faults(sides.desk) == []
