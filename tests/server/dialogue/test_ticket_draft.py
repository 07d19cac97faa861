"""Tests of the ticket form without Rasa: every field, its changes, and its end."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from actions.ports import Presence
from server.dialogue.rasa_client import RasaMessage
from server.dialogue.responses import Responses
from server.dialogue.standing import Draft
from server.dialogue.ticket_draft import TicketDrafts
from tests.fakes import FakePeople, FakeTickets

RESPONSES = Responses()
QUESTION = "Why is my refund so late?"
BY_MAIL = [QUESTION, "Ana Ruiz", "ana@example.org", "yes"]
BY_PHONE = [QUESTION, "Ana Ruiz", "my number is 202-555-0147", "Weekdays 9 to 12", "yes"]
NAME_WRONG = '/edit_ticket{"part": "name"}'


@dataclass
class Form:
    """Fills the form as one conversation."""

    tickets: FakeTickets = field(default_factory=FakeTickets)
    people: FakePeople = field(default_factory=FakePeople)
    draft: Draft | None = None

    async def say(self, *texts: str) -> list[RasaMessage]:
        """The messages that come back to the last text."""
        drafts = TicketDrafts(self.tickets, self.people, RESPONSES)
        messages: list[RasaMessage] = []
        for text in texts:
            begun = self.draft is not None
            reply = await (
                drafts.reply("c-1", text, self.draft or {}) if begun else drafts.start("c-1")
            )
            assert reply is not None
            messages, self.draft = reply.messages, reply.draft
        return messages

    async def preview(self, *texts: str) -> dict[str, Any]:
        """Of the ticket that is shown after the last text."""
        shown, send = await self.say(*texts)
        assert send.text == RESPONSES.message("utter_ticket_send").text
        return shown.custom


@pytest.fixture
def form() -> Form:
    return Form()


def names(messages: list[RasaMessage]) -> list[str]:
    """The responses said, by name."""
    known = {RESPONSES.message(name).text: name for name in RESPONSES.names}
    return [known.get(message.text, message.custom.get("type", "")) for message in messages]


async def test_call_times_are_asked_for_where_there_is_a_number_to_call(form: Form) -> None:
    assert names(await form.say("start", *BY_PHONE[:3])) == [
        "utter_ask_ticket_form_ticket_call_between"
    ]
    shown = await form.preview(*BY_PHONE[3:])
    assert shown["contact"] == "(202) 555-0147"
    assert shown["call_between"] == "Weekdays 9 to 12"
    await form.say("send it")
    (request,) = form.tickets.opened.values()
    assert (request.call_between, request.shares_chat) == ("Weekdays 9 to 12", True)


@pytest.mark.parametrize("times", ["no", "?!", "9 to 12 " * 30])
async def test_call_times_that_are_none_get_a_hint(form: Form, times: str) -> None:
    said = await form.say("start", *BY_PHONE[:3], times)
    assert names(said) == [
        "utter_invalid_ticket_call_between",
        "utter_ask_ticket_form_ticket_call_between",
    ]


@pytest.mark.parametrize("wish", ["no", "/deny"])
async def test_a_change_asks_which_part_and_then_for_that_alone(form: Form, wish: str) -> None:
    asked = await form.say("start", *BY_MAIL, wish)
    assert names(asked) == ["utter_ticket_which_part"]
    assert asked[0].custom["without"][-1] == '/edit_ticket{"part": "call_between"}'
    assert names(await form.say(NAME_WRONG)) == ["utter_ask_ticket_form_ticket_name"]
    shown = await form.preview("Bo")
    assert (shown["question"], shown["name"]) == (QUESTION, "Bo")
    assert shown["contact"] == "ana@example.org"


@pytest.mark.parametrize(
    ("part", "response"),
    [
        ("the question", "utter_ask_ticket_form_ticket_question"),
        ("name", "utter_ask_ticket_form_ticket_name"),
        ("my phone number", "utter_ask_ticket_form_ticket_contact"),
        ("when to call", "utter_ask_ticket_form_ticket_call_between"),
        ("hm", "utter_invalid_ticket_part"),
    ],
)
async def test_the_part_is_named_in_words(form: Form, part: str, response: str) -> None:
    assert names(await form.say("start", *BY_PHONE, "no", part))[0] == response


@pytest.mark.parametrize("text", ["yes", "no", '/edit_ticket{"part": "nothing"}'])
async def test_nothing_to_change_shows_the_preview_again(form: Form, text: str) -> None:
    assert (await form.preview("start", *BY_MAIL, "no", text))["name"] == "Ana Ruiz"
    assert form.tickets.opened == {}


async def test_an_e_mail_address_in_place_of_the_number_drops_the_call_times(form: Form) -> None:
    change = ("change my phone number", "ana@example.org")
    assert (await form.preview("start", *BY_PHONE, *change))["call_between"] is None
    asked = await form.say("change my e-mail", "202-555-0148")
    assert names(asked) == ["utter_ask_ticket_form_ticket_call_between"]


@pytest.mark.parametrize("text", ["leave the chat out", '/edit_ticket{"part": "no_chat"}'])
async def test_the_chat_is_left_out_and_put_back_in(form: Form, text: str) -> None:
    assert not (await form.preview("start", *BY_MAIL, text))["shares_chat"]
    await form.say("send it")
    (request,) = form.tickets.opened.values()
    assert not request.shares_chat
    form.draft = None
    again = ("put the chat back in", '/edit_ticket{"part": "with_chat"}')
    for back in again:
        form.draft = None
        assert (await form.preview("start", *BY_MAIL, text, back))["shares_chat"]


@pytest.mark.parametrize("text", ["leave my name out", '/edit_ticket{"part": "no_name"}'])
async def test_the_name_is_left_out(form: Form, text: str) -> None:
    assert (await form.preview("start", *BY_MAIL, text))["name"] is None
    await form.say("yes")
    (request,) = form.tickets.opened.values()
    assert request.name == ""


@pytest.mark.parametrize("asked", range(1, 6))
async def test_a_change_before_the_preview_fills_nothing(form: Form, asked: int) -> None:
    await form.say(*["start", *BY_PHONE][:asked])
    before = form.draft
    assert names(await form.say(NAME_WRONG))[0] == "utter_ticket_change_later"
    assert form.draft == before


@pytest.mark.parametrize("payload", ["/none_of_these", "/talk_to_human"])
async def test_another_button_shows_the_preview_again(form: Form, payload: str) -> None:
    assert (await form.preview("start", *BY_MAIL, payload))["question"] == QUESTION


async def test_without_consent_nothing_is_kept(form: Form) -> None:
    assert names(await form.say("start", *BY_MAIL[:3], "no")) == ["utter_ticket_no_consent"]
    assert form.draft is None
    assert form.people.given_up == ["c-1"]
    assert form.tickets.opened == {}


@pytest.mark.parametrize(
    ("is_down", "are_paused", "response"),
    [(True, False, "utter_ticket_failed"), (False, True, "utter_ticket_not_taken")],
    ids=["down", "paused"],
)
async def test_when_the_ticket_cannot_be_stored_it_can_be_sent_again(
    form: Form, is_down: bool, are_paused: bool, response: str
) -> None:
    await form.say("start", *BY_MAIL)
    form.tickets.is_down, form.tickets.are_paused = is_down, are_paused
    said = await form.say("yes")
    assert names(said) == [response, "ticket_preview", "utter_ticket_send"]
    form.tickets.is_down = form.tickets.are_paused = False
    (opened,) = await form.say("send it")
    assert opened.status == "ticket_opened"
    assert len(form.tickets.opened) == 1


@pytest.mark.parametrize("case", ["here", "busy", "off", "closed"])
async def test_it_says_first_whether_a_person_can_come(form: Form, case: Any) -> None:
    form.people.presence = Presence(case, "Monday" if case == "closed" else "")
    person, *_ = await form.say("start")
    expected = RESPONSES.message(f"utter_person_{case}", opens="Monday")
    assert person.text == expected.text


@pytest.mark.parametrize(
    ("case", "response"), [("here", "utter_person_coming"), ("busy", "utter_tickets_paused")]
)
async def test_while_tickets_are_paused_none_is_begun(form: Form, case: Any, response: str) -> None:
    form.tickets.are_paused, form.people.presence = True, Presence(case)
    assert names(await form.say("start")) == [response]
    assert form.draft is None


@pytest.mark.parametrize(
    "text", ["ok wait, not yet", "yes but not my phone number", "sure, after I checked it"]
)
@pytest.mark.parametrize("filled", [BY_MAIL[:3], BY_MAIL], ids=["consent", "send"])
async def test_a_yes_with_a_but_is_none(form: Form, filled: list[str], text: str) -> None:
    said = await form.say("start", *filled, text)
    assert names(said)[0] == "utter_invalid_yes_no"
    assert form.tickets.opened == {}
    assert form.draft is not None
    assert form.draft.get("ticket_consent") is (True if filled == BY_MAIL else None)


@pytest.mark.parametrize("text", ["Yes please!", "ok, you may", "yes, of course", "Sure. Send it."])
async def test_a_yes_may_be_polite(form: Form, text: str) -> None:
    await form.say("start", *BY_MAIL[:3], text, text)
    assert len(form.tickets.opened) == 1


async def test_a_question_may_begin_with_the_word_stop(form: Form) -> None:
    question = "Stop payment on a check that the IRS lost, how does that work?"
    await form.say("start", question, *BY_MAIL[1:], "yes")
    (request,) = form.tickets.opened.values()
    assert request.question == question


@pytest.mark.parametrize("text", ["cancel", "Stop!", "cancel the ticket please", "never mind, bye"])
async def test_the_form_is_cancelled_in_words(form: Form, text: str) -> None:
    assert names(await form.say("start", text)) == ["utter_ticket_cancelled"]
    assert form.people.given_up == ["c-1"]
