"""Tests of what a screen reader is told over a whole conversation: each thing once, no history."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.accessibility import states
from tests.browser.accessibility.listening import Listener
from tests.browser.accessibility.scene import ANSWERED, UNKNOWN, VAGUE, Record, Scene, scene_server
from tests.browser.accessibility.states import Way
from tests.browser.serving import Served

pytestmark = pytest.mark.browser
SENDING, CONNECTING = "Sending…", "Connecting…"
WARNED = "This looks like a personal number"
MISSED = "I do not have a reviewed answer"


def _ask(text: str) -> Way:
    return lambda scene: scene.ask(text)


def _to_the_person(scene: Scene) -> None:
    scene.chat.box.fill("Thank you")
    scene.chat.box.press("Enter")
    expect(scene.chat.typed.last).to_have_text("Thank you")


def _near_the_limit(scene: Scene) -> None:
    scene.chat.box.fill("x" * 1990)


def _contact(scene: Scene) -> None:
    scene.ask("eve@example.org")
    scene.chat.click("Yes, you may")


def _rate_in_vain(scene: Scene) -> None:
    scene.page.route("**/feedback", lambda route: route.abort())
    scene.chat.said.last.get_by_role("button", name="Yes").click()


def _report_in_vain(scene: Scene) -> None:
    states.report(scene)
    states.report_error(scene)


def _written_while_closed(scene: Scene) -> None:
    scene.button("Close chat").click()
    scene.write("Are you there?")
    expect(scene.launcher).to_have_text("New message")


def _open_again(scene: Scene) -> None:
    scene.launcher.click()
    scene.page.get_by_text("Are you there?").last.wait_for()


def _back_online(scene: Scene) -> None:
    before = scene.chat.said.count()
    scene.context.set_offline(False)
    scene.chat.reply_after(before)


# What happens, and the beginning of each thing said, all of them and in this order.
CONVERSATION: tuple[tuple[str, Way, list[str]], ...] = (
    ("the chat opens", states.open, [CONNECTING, "Hello. Ask me a question"]),
    ("one types, and there is a suggestion", states.suggestions, ["1 suggested question"]),
    ("a personal number is typed", states.personal_number, [WARNED]),
    ("what is typed is near the limit", _near_the_limit, ["10 characters left"]),
    (
        "too long a question is sent",
        states.too_long,
        ["Your question is too long.", "1 character too many"],
    ),
    ("a question is answered", _ask(ANSWERED), [SENDING, "You can get six more months to file."]),
    ("a rating is not saved", _rate_in_vain, ["Not saved. Try again."]),
    ("a report has no reason", _report_in_vain, ["Choose what the problem is."]),
    (
        "a question is vague",
        _ask(VAGUE),
        [SENDING, "I want to be sure I answer the right question. Which of these do you mean?"],
    ),
    (
        "a personal number is typed and sent",
        states.removed,
        [WARNED, SENDING, "We removed what looked like a personal number.", MISSED],
    ),
    ("no answer fits", _ask(UNKNOWN), [SENDING, MISSED]),
    (
        "a person is asked for",
        states.form,
        [SENDING, "All of our staff", "I will pass your question", "What is your question?"],
    ),
    (
        "the contact is wrong",
        states.wrong_value,
        [
            *(SENDING, "What name should we use"),
            *(SENDING, "How can we reach you?"),
            *(SENDING, "That does not look like an e-mail", "How can we reach you?"),
        ],
    ),
    (
        "the preview is shown",
        _contact,
        [SENDING, "May we keep your name", SENDING, "This is exactly what", "Shall I send it?"],
    ),
    ("a ticket is opened", states.ticket, [SENDING, "Your question is with our staff."]),
    ("there is a reply to the ticket", states.ticket_news, ["There is a reply to your ticket"]),
    (
        "a person joins and writes",
        states.handed_off,
        ["Ana is in this chat now.", "Ana: Hello, I am looking at it."],
    ),
    ("one writes to the person", _to_the_person, [SENDING]),
    ("the person writes while the chat is closed", _written_while_closed, ["Ana: Are you there?"]),
    ("the chat is opened again", _open_again, []),
    (
        "the person leaves",
        states.left,
        ["Ana has left this chat.", "You are with the assistant again."],
    ),
    ("the language is switched", states.spanish, []),
    (
        "it is switched back, and the network is lost",
        states.offline,
        ["You are offline."],
    ),
    ("one sends all the same", states.trying_again, [SENDING, "No connection. Trying again…"]),
    ("the network is back", _back_online, ["You can get six more months to file."]),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with scene_server(tmp_path_factory.mktemp("announcements")) as started:
        yield started


@pytest.fixture
def scene(server: Served, context: BrowserContext) -> Scene:
    return Scene(server, context)


def test_each_message_and_status_is_said_once(
    scene: Scene, problems: list[str], record_property: Record
) -> None:
    listener = Listener(scene.page)
    rows = []
    for happens, way, expected in CONVERSATION:
        way(scene)
        said = listener.take(len(expected))
        rows.append([happens, " | ".join(said)])
        assert len(said) == len(expected), (happens, said)
        for words, beginning in zip(said, expected, strict=True):
            assert re.sub(r"\s+", " ", words).startswith(beginning), happens
    record_property("announcements", rows)
    assert [each for each in problems if "ERR_" not in each] == []
    problems.clear()


def test_a_page_loaded_anew_says_nothing_of_what_was_said(scene: Scene) -> None:
    states.open(scene)
    scene.ask(ANSWERED)
    scene.page.reload()
    listener = Listener(scene.page)
    states.open(scene)
    expect(scene.chat.typed).to_have_count(1)
    assert listener.take(1) == [CONNECTING]


def test_what_fails_is_said(scene: Scene, problems: list[str]) -> None:
    states.open(scene)
    listener = Listener(scene.page)
    scene.answer(429, retry_after=300)
    scene.chat.box.fill(ANSWERED)
    scene.chat.box.press("Enter")
    assert listener.take(2) == [SENDING, "Not sent. Many messages at once: wait 5 minutes."]
    scene.answer_again()
    scene.answer(404)
    scene.chat.box.fill("hello")
    scene.chat.box.press("Enter")
    assert listener.take(2) == [SENDING, "This conversation has ended."]
    scene.answer_again()
    states.unreachable(scene)
    listener = Listener(scene.page)
    scene.button("Try again").click()
    assert listener.take(2)[-1].startswith("The assistant cannot be reached.")
    problems.clear()


def test_the_list_of_messages_is_a_log_that_announces_nothing_by_itself(scene: Scene) -> None:
    states.open(scene)
    log = scene.page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "off")
    # A screen reader says what is in a modal dialog alone: the region is owned by it.
    scene.page.set_viewport_size({"width": 320, "height": 640})
    panel = scene.page.get_by_role("dialog", name="Ask a tax question")
    expect(panel).to_have_attribute("aria-modal", "true")
    region = scene.page.locator(f"#{panel.get_attribute('aria-owns')}")
    expect(region).to_have_attribute("aria-live", "polite")
    expect(region).to_contain_text("Hello. Ask me a question")
