"""Tests of the widget in Chromium, on the demonstration page of the running assistant."""

import re

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.assistant.conversations import (
    DANGER,
    FILLS,
    OTHER_QUESTION,
    QUESTION,
    TWO_QUESTIONS,
    VAGUE_QUESTIONS,
)
from tests.browser.widget import REPLY_MILLISECONDS, Widget

pytestmark = [pytest.mark.assistant, pytest.mark.browser]
SCRIPT = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> when is it due?'


def test_a_question_gets_an_answer_with_source_year_and_review_date(widget: Widget) -> None:
    answer = widget.ask(QUESTION)
    expect(answer).to_contain_text("October")
    source = answer.locator(".sources a").first
    expect(source).to_have_attribute("href", re.compile("^https://"))
    expect(source).to_have_attribute("target", "_blank")
    expect(answer.locator(".facts")).to_contain_text(re.compile(r"Tax year 20\d\d"))
    expect(answer.locator(".facts")).to_contain_text(re.compile(r"Reviewed \w+ \d+, 20\d\d"))
    expect(widget.box).to_be_empty()
    expect(widget.box).to_be_focused()


def test_an_answer_is_rated(widget: Widget) -> None:
    answer = widget.ask(QUESTION)
    answer.get_by_role("button", name="Yes").click()
    expect(answer.get_by_text("Thank you")).to_be_visible()
    widget.page.reload()
    widget.open()
    expect(widget.said.last.get_by_text("Thank you")).to_be_visible()


def test_two_answers_name_their_questions_and_are_rated_together(widget: Widget) -> None:
    widget.ask(TWO_QUESTIONS)
    for _ in range(2):
        answers = widget.said.filter(has=widget.page.locator(".sources"))
        expect(answers).to_have_count(2)
        headings = answers.locator(".heading").all_inner_texts()
        assert len(set(headings)) == 2
        expect(answers.first.locator(".feedback")).to_have_count(0)
        expect(answers.last.locator(".feedback")).to_have_count(1)
        widget.page.reload()
        widget.open()


def test_a_link_in_a_reply_opens_in_a_new_tab(widget: Widget) -> None:
    reply = widget.ask(DANGER)
    link = reply.locator(".body a").first
    expect(link).to_have_attribute("href", re.compile("^https://"))
    expect(link).to_have_attribute("target", "_blank")
    expect(widget.open_choices).to_have_text(["Talk to a person"])


def test_a_choice_is_taken_with_the_keyboard_alone(widget: Widget) -> None:
    for question in VAGUE_QUESTIONS:
        widget.ask(question)
        if widget.open_choices.count() > 2:
            break
    wanted = widget.open_choices.first.inner_text()
    before = widget.said.count()
    for _ in range(20):
        widget.page.keyboard.press("Shift+Tab")
        if widget.focused == wanted:
            break
    assert widget.focused == wanted
    widget.page.keyboard.press("Enter")
    answer = widget.reply_after(before)
    expect(answer.locator(".sources")).to_be_visible()
    expect(widget.typed.last).to_have_text(wanted)
    expect(widget.open_choices).to_have_count(0)


def test_the_conversation_is_kept_over_a_reload(widget: Widget) -> None:
    widget.ask(QUESTION)
    said, typed = widget.said.all_inner_texts(), widget.typed.all_inner_texts()
    widget.page.reload()
    widget.open()
    expect(widget.typed).to_have_count(1)
    assert widget.said.all_inner_texts() == said
    assert widget.typed.all_inner_texts() == typed
    expect(widget.ask(OTHER_QUESTION).locator(".sources")).to_be_visible()
    assert [message["turn"] for message in widget.transcript()] == [0, 1, 1, 2, 2]


@pytest.mark.parametrize("arrives", [False, True], ids=["request lost", "reply lost"])
def test_a_lost_connection_is_retried_without_a_double_send(
    widget: Widget, problems: list[str], arrives: bool
) -> None:
    tried: list[str] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        tried.append(route.request.headers["idempotency-key"])
        if len(tried) > 1:
            route.continue_()
            return
        if arrives:
            route.fetch()
        route.abort("connectionreset")

    widget.page.route("**/api/conversations/*/messages", lose_the_first)
    before = widget.said.count()
    widget.box.fill(QUESTION)
    widget.box.press("Enter")
    expect(widget.page.get_by_text("No connection. Trying again…").first).to_be_visible()
    expect(widget.reply_after(before).locator(".sources")).to_be_visible()

    assert len(tried) == 2
    assert len(set(tried)) == 1
    expect(widget.typed).to_have_count(1)
    expect(widget.said).to_have_count(2)
    authors = [message["author"] for message in widget.transcript()]
    assert authors == ["assistant", "citizen", "assistant"]
    assert [problem for problem in problems if "ERR_CONNECTION_RESET" not in problem] == []
    problems.clear()


def test_a_message_that_could_not_be_sent_can_be_sent_again(
    widget: Widget, problems: list[str]
) -> None:
    widget.page.clock.install()
    widget.page.route("**/api/conversations/*/messages", lambda route: route.abort())
    before = widget.said.count()
    widget.box.fill(QUESTION)
    widget.box.press("Enter")
    for _ in range(4):
        widget.page.clock.run_for(5_000)
        widget.page.wait_for_timeout(200)
    expect(widget.page.get_by_text("Not sent").first).to_be_visible()
    widget.page.unroute("**/api/conversations/*/messages")
    widget.page.get_by_role("button", name="Try again").click()
    expect(widget.reply_after(before).locator(".sources")).to_be_visible()
    assert len(widget.transcript()) == 3
    problems.clear()


def test_a_script_in_a_message_is_shown_as_text(widget: Widget) -> None:
    widget.ask(SCRIPT)
    for _ in range(2):
        expect(widget.typed.last).to_have_text(SCRIPT)
        assert widget.page.locator("assistant-chat img, assistant-chat script").count() == 0
        assert widget.page.evaluate("window.hacked") is None
        widget.page.reload()
        widget.open()


def test_a_ticket_is_opened_and_its_page_followed(widget: Widget, context: BrowserContext) -> None:
    before = widget.said.count()
    widget.page.get_by_role("button", name="Talk to a person").click()
    widget.reply_after(before)
    for slot in ("question", "name", "contact"):
        widget.ask(FILLS[slot])
    widget.click("Yes, you may")
    ticket = widget.click("Send it")
    reference = ticket.locator(".reference").inner_text()
    assert re.fullmatch(r"T-\w{4}-\w{4}", reference)

    with context.expect_page() as opened:
        ticket.get_by_role("link", name="See your ticket").click()
    page = opened.value
    expect(page.locator("body")).to_contain_text(reference, timeout=REPLY_MILLISECONDS)
    expect(page.locator("body")).to_contain_text(FILLS["question"])


def test_a_ticket_page_without_its_secret_shows_nothing(
    widget: Widget, problems: list[str]
) -> None:
    page = widget.page
    page.goto(f"{page.url.rstrip('/')}/tickets/T-2222-2222#guess")
    expect(page.get_by_role("heading", name="This address opens no ticket")).to_be_visible()
    assert [problem for problem in problems if "404" not in problem] == []
    problems.clear()


def test_an_identifier_leaves_the_screen_too(widget: Widget) -> None:
    widget.ask("my ssn is 524-71-9083, how do I get more time to file?")
    removed = widget.page.locator(".notice")
    expect(removed).to_contain_text("We removed what looked like a personal number")
    expect(widget.typed.last).to_have_text("my ssn is [SSN], how do I get more time to file?")
