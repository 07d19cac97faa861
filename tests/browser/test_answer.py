"""Tests of what stands below an answer, and of the aids while typing, in Chromium."""

import json
from collections.abc import Iterator
from typing import TypeVar

import pytest
from playwright.sync_api import BrowserContext, Locator, expect
from sqlalchemy import select

from server.feedback.models import AnswerReport, Feedback
from tests.browser.axe import faults
from tests.browser.serving import Served, served
from tests.browser.widget import Widget
from tests.factories import DEDUCTION, EXTENSION, question_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("answer")
    with served(folder, related={EXTENSION: [DEDUCTION]}) as started:
        yield started


@pytest.fixture
def chat(server: Served, context: BrowserContext) -> Widget:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    context.add_init_script("window.print = () => { top.printed = document.body.innerText; };")
    page = context.new_page()
    page.goto(server.url)
    widget = Widget(page)
    page.get_by_role("button", name="Ask a tax question").click()
    expect(widget.said.first).to_be_visible()
    return widget


def answered(chat: Widget) -> Locator:
    """An answer, by way of a suggestion."""
    before = chat.said.count()
    chat.box.press_sequentially("more ti")
    expect(chat.page.get_by_role("option")).to_have_text([question_of(EXTENSION)])
    chat.box.press("ArrowDown")
    chat.box.press("Enter")
    answer = chat.reply_after(before)
    expect(answer.locator(".sources")).to_be_visible()
    return answer


Kept = TypeVar("Kept", Feedback, AnswerReport)


def kept(server: Served, model: type[Kept]) -> Kept:
    """The newest."""

    async def read() -> Kept:
        async with server.parts.database.session() as session:
            query = select(model).order_by(model.created_at.desc()).limit(1)
            return (await session.scalars(query)).one()

    return server.do(read())


def test_a_suggestion_is_picked_with_the_keyboard(chat: Widget) -> None:
    chat.box.press_sequentially("more ti")
    # A text box of several lines stays one: what ARIA in HTML allows it, and no more.
    assert [chat.box.get_attribute(name) for name in ("role", "aria-expanded")] == [None, None]
    expect(chat.box).to_have_attribute("aria-controls", "suggestions")
    count = chat.page.get_by_role("status").filter(has_text="1 suggested question.")
    expect(count).to_have_text("1 suggested question. Choose with the arrow keys.")
    assert faults(chat.page) == []
    chat.box.press("Escape")
    expect(chat.page.get_by_role("listbox")).to_be_hidden()
    expect(chat.box).to_be_visible()  # Escape closed the list alone
    chat.box.press_sequentially("m")
    option = chat.page.get_by_role("option")
    expect(option).to_have_count(1)
    chat.box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    active = chat.box.get_attribute("aria-activedescendant")
    assert active == option.get_attribute("id")
    chat.box.press("Enter")
    expect(chat.typed).to_have_text([question_of(EXTENSION)])
    expect(chat.box).to_have_value("")


def test_what_is_typed_is_sent_where_no_suggestion_is_chosen(chat: Widget) -> None:
    chat.box.press_sequentially("more time")
    expect(chat.page.get_by_role("option")).to_have_count(1)
    chat.box.press("Enter")
    expect(chat.typed).to_have_text(["more time"])
    expect(chat.page.get_by_role("listbox")).to_be_hidden()


def test_suggestions_are_off_by_attribute(server: Served, context: BrowserContext) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url)
    page.evaluate("document.querySelector('assistant-chat').suggestions = 'off'")
    page.get_by_role("button", name="Ask a tax question").click()
    box = page.get_by_label("Your question")
    box.press_sequentially("more time")
    box.press("Enter")
    expect(page.locator(".message.assistant")).to_have_count(2)
    assert box.get_attribute("aria-autocomplete") is None
    assert not [url for url in asked if "suggestions?" in url]
    page.evaluate("document.querySelector('assistant-chat').suggestions = 'on'")
    box.press_sequentially("more ti")
    expect(page.get_by_role("option")).to_have_count(1)


def came_back(chat: Widget) -> None:
    """Reloads the page and opens the chat that was left."""
    chat.page.reload()
    chat.page.get_by_role("button", name="Ask a tax question").click()
    expect(chat.typed.first).to_be_visible()


def test_no_suggestion_is_asked_for_while_a_ticket_is_written(chat: Widget) -> None:
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.page.get_by_role("button", name="Talk to a person").click()
    expect(chat.said.nth(1)).to_be_visible()
    came_back(chat)
    chat.page.clock.install()
    chat.box.press_sequentially("more time to")
    chat.page.clock.run_for(1_000)  # longer than it waits for the next key
    with chat.page.expect_response("**/messages"):
        chat.box.press("Enter")
    assert not [url for url in asked if "suggestions?" in url]


def test_suggestions_are_there_again_in_a_chat_that_was_left(chat: Widget) -> None:
    chat.ask("when do unicorns file?")
    came_back(chat)
    chat.box.press_sequentially("more ti")
    expect(chat.page.get_by_role("option")).to_have_text([question_of(EXTENSION)])
    chat.page.get_by_role("button", name="Español").click()
    box = chat.page.get_by_label("Su pregunta")
    box.press_sequentially("m")
    expect(chat.page.get_by_role("option")).to_have_text([question_of(EXTENSION)])


def test_beyond_the_limit_of_suggestions_one_asks_without_them(
    chat: Widget, problems: list[str]
) -> None:
    limited = {"status": 429, "headers": {"Retry-After": "60"}, "body": "{}"}
    chat.page.route("**/api/suggestions?*", lambda route: route.fulfill(**limited))
    with chat.page.expect_response("**/api/suggestions?*"):
        chat.box.press_sequentially("more time")
    expect(chat.page.get_by_role("listbox")).to_be_hidden()
    expect(chat.page.locator("#status")).to_have_text("")
    chat.ask("more time to file")
    expect(chat.typed).to_have_text(["more time to file"])
    assert all("429" in each for each in problems)
    problems.clear()


def test_a_personal_number_is_warned_of_before_it_is_sent(chat: Widget) -> None:
    status = chat.page.locator("#status")
    for typed in ("my ssn is 123-45-6789", "123456789", "card 4111 1111 1111 1111"):
        chat.box.fill(typed)
        expect(status).to_contain_text("This looks like a personal number")
        assert status.get_attribute("role") == "status"
        assert faults(chat.page) == []
    for typed in ("form 1040 for 2025", "call 555-123-4567", "$12,345,678", "zip 12345-6789"):
        chat.box.fill(typed)
        expect(status).to_have_text("")
    chat.box.fill("my ssn is 123-45-6789")
    chat.box.press("Enter")  # it may be sent: the server takes it out
    expect(chat.typed).to_have_text(["my ssn is [SSN]"])


def test_the_limit_is_seen_and_shift_enter_begins_a_line(chat: Widget) -> None:
    expect(chat.page.locator("#hint")).to_contain_text("At most 2,000 characters")
    chat.box.fill("one")
    chat.box.press("Shift+Enter")
    chat.box.press_sequentially("two")
    expect(chat.box).to_have_value("one\ntwo")
    expect(chat.typed).to_have_count(0)


def test_why_an_answer_did_not_help(server: Served, chat: Widget) -> None:
    answer = answered(chat)
    answer.get_by_role("button", name="No", exact=True).click()
    why = answer.locator(".why")
    expect(why).to_be_focused()
    assert faults(chat.page) == []
    why.get_by_label("It is hard to understand").check()
    why.get_by_label("In your words").fill("My SSN is 123-45-6789")
    why.get_by_role("button", name="Send").click()
    expect(answer.get_by_text("Thank you")).to_be_focused()
    word = kept(server, Feedback)
    assert (word.helpful, word.reason, word.comment) == (False, "unclear", "My SSN is [SSN]")


def test_the_reason_may_be_left_out(server: Served, chat: Widget) -> None:
    answer = answered(chat)
    answer.get_by_role("button", name="No", exact=True).click()
    answer.get_by_role("button", name="Skip").click()
    expect(answer.get_by_text("Thank you")).to_be_focused()
    word = kept(server, Feedback)
    assert (word.helpful, word.reason) == (False, None)


def test_a_problem_is_reported(server: Served, chat: Widget) -> None:
    answer = answered(chat)
    report = answer.get_by_role("button", name="Report a problem with this answer")
    report.click()
    expect(report).to_have_attribute("aria-expanded", "true")
    form = answer.locator(".why")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("alert")).to_have_text("Choose what the problem is.")
    assert faults(chat.page) == []
    chat.page.keyboard.press("Escape")
    expect(report).to_be_focused()
    report.click()
    form.get_by_label("It is wrong or out of date").check()
    form.get_by_role("button", name="Send").click()
    expect(answer.get_by_text("Thank you. The people who write")).to_be_focused()
    assert kept(server, AnswerReport).reason == "wrong"


def test_a_related_question_is_asked(chat: Widget) -> None:
    answer = answered(chat)
    before = chat.said.count()
    related = answer.get_by_role("group", name="Related questions")
    related.get_by_role("button", name=question_of(DEDUCTION)).click()
    expect(chat.typed.last).to_have_text(question_of(DEDUCTION))
    expect(chat.reply_after(before).locator(".sources")).to_be_visible()


def test_an_answer_is_copied_with_its_source(chat: Widget) -> None:
    answer = answered(chat)
    answer.get_by_role("button", name="Copy the answer").click()
    expect(answer.get_by_text("Copied")).to_be_visible()
    copied = str(chat.page.evaluate("navigator.clipboard.readText()"))
    assert "six more months" in copied
    assert f"The official page: https://www.irs.gov/{EXTENSION}" in copied
    assert "Reviewed November 1, 2026" in copied


def test_the_conversation_is_saved_and_printed(chat: Widget) -> None:
    answered(chat)
    with chat.page.expect_download() as download:
        chat.page.get_by_role("button", name="Save").click()
    assert download.value.suggested_filename.endswith(".txt")
    saved = download.value.path().read_text(encoding="utf-8")
    chat.page.get_by_role("button", name="Print").click()
    printed = str(chat.page.evaluate("window.printed"))
    for text in (question_of(EXTENSION), "six more months", f"https://www.irs.gov/{EXTENSION}"):
        assert text in saved
        assert text in printed
    assert "Your privacy" not in printed, "the page around was printed"


def test_nothing_is_wider_than_a_small_screen(chat: Widget) -> None:
    chat.page.set_viewport_size({"width": 320, "height": 640})
    answer = answered(chat)
    answer.get_by_role("button", name="Report a problem with this answer").click()
    wide = chat.page.evaluate(
        "[...document.querySelector('assistant-chat').shadowRoot.querySelectorAll('.panel *')]"
        ".filter((each) => each.getBoundingClientRect().right > 320.5)"
        ".map((each) => each.className)"
    )
    assert wide == [], json.dumps(wide)
