"""Tests of turns while Rasa is away: answers, and a whole ticket."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from embeddings.decision import Outcome
from embeddings.follow_ups import Context
from server.content.live_retriever import LiveRetriever
from server.dialogue.rasa_client import RasaMessage
from server.dialogue.responses import Responses
from server.dialogue.standing import Draft
from server.dialogue.ticket_draft import TicketDrafts
from server.dialogue.without_rasa import WithoutRasa
from server.switches.held_back import SwitchedRetriever
from tests.factories import DEDUCTION, EXTENSION, REFUND, decision, write_knowledge
from tests.fakes import FakeContexts, FakePeople, FakeSwitches, FakeTickets, ScriptedRetriever

QUESTION = "Why is my refund so late?"
START = "/talk_to_human"
FILLED = [START, QUESTION, "Ana Ruiz", "ana@example.org"]
REPLY = "I cannot see your account."
PREVIEW = {
    "type": "ticket_preview",
    "question": QUESTION,
    "call_between": None,
    "shares_chat": True,
}
BEFORE = Context("how much is the standard deduction", DEDUCTION, 2024)
RESPONSES = Responses()


@dataclass
class Dialogue:
    """Says texts one after the other, as one conversation."""

    retriever: ScriptedRetriever
    live: LiveRetriever
    tickets: FakeTickets = field(default_factory=FakeTickets)
    people: FakePeople = field(default_factory=FakePeople)
    switches: FakeSwitches = field(default_factory=FakeSwitches)
    contexts: FakeContexts = field(default_factory=FakeContexts)
    draft: Draft | None = None

    async def say(self, *texts: str) -> list[RasaMessage]:
        """The messages that come back to the last text."""
        retriever = SwitchedRetriever(self.live, self.switches)
        drafts = TicketDrafts(self.tickets, self.people, RESPONSES)
        without_rasa = WithoutRasa(retriever, self.contexts, drafts, RESPONSES)
        messages: list[RasaMessage] = []
        for text in texts:
            reply = await without_rasa.reply("c-1", text, self.draft)
            messages, self.draft = reply.messages, reply.draft
        return messages


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_knowledge(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture
def dialogue(knowledge: Path) -> Iterator[Dialogue]:
    retriever = ScriptedRetriever(knowledge)
    live = LiveRetriever(retriever)
    yield Dialogue(retriever, live)
    live.close()


def said(name: str, /, **values: str) -> str:
    return RESPONSES.message(name, **values).text


async def test_a_question_is_answered_from_the_retriever(dialogue: Dialogue) -> None:
    dialogue.retriever.decisions["more time"] = decision("answered", EXTENSION, tax_year=2025)
    custom = (await dialogue.say("more time"))[0].custom
    assert (custom["entries"], custom["tax_year"]) == ([EXTENSION], 2025)
    assert custom["candidates"] == [[EXTENSION, 0.8]]


async def test_an_answer_on_an_account_offers_a_person(dialogue: Dialogue) -> None:
    account = replace(decision("answered", REFUND), offer_person=True)
    dialogue.retriever.decisions["my refund"] = account
    answer, offer = await dialogue.say("my refund")
    assert answer.custom["entries"] == [REFUND]
    assert offer.text == said("utter_offer_person")
    assert [button["payload"] for button in offer.buttons] == ["/talk_to_human"]


@pytest.mark.parametrize(
    ("outcome", "name"),
    [
        ("choices", "utter_which_one"),
        ("unanswered", "utter_unanswered"),
        ("out_of_scope", "utter_out_of_scope"),
    ],
)
async def test_other_outcomes_are_said_in_the_words_of_rasa(
    dialogue: Dialogue, outcome: Outcome, name: str
) -> None:
    dialogue.retriever.decisions["hm"] = decision(outcome, EXTENSION, REFUND)
    (message,) = await dialogue.say("hm")
    assert (message.text, message.status) == (said(name), RESPONSES.message(name).status)


@pytest.mark.parametrize(("year", "expected"), [("", None), (', "tax_year": "2024"', 2024)])
async def test_a_choice_is_given(dialogue: Dialogue, year: str, expected: int | None) -> None:
    (message,) = await dialogue.say(f'/choose{{"entry_id": "{REFUND}"{year}}}')
    assert message.custom["entries"] == [REFUND]
    assert message.custom["tax_year"] == expected


async def test_a_paused_entry_says_its_notice(dialogue: Dialogue) -> None:
    paused = replace(decision("unanswered"), notice="New guidance")
    dialogue.retriever.decisions["paused"] = paused
    (message,) = await dialogue.say("paused")
    assert message.text == said("utter_paused", notice="New guidance")
    assert (message.status, message.custom["type"]) == ("unanswered", "unanswered")


async def test_the_tax_year_is_asked_for(dialogue: Dialogue) -> None:
    asked = replace(decision("choices", REFUND), years=(2024, 2023))
    dialogue.retriever.decisions["which"] = asked
    (message,) = await dialogue.say("which")
    assert message.text == said("utter_which_year")
    assert message.custom["years"] == [2024, 2023]


async def test_a_choice_that_is_gone_is_unanswered(dialogue: Dialogue) -> None:
    (message,) = await dialogue.say('/choose{"entry_id": "removed/entry"}')
    assert message.text == said("utter_unanswered")


@pytest.mark.parametrize("text", [START, "/none_of_these", "a human"])
async def test_who_wants_a_person_starts_a_ticket(dialogue: Dialogue, text: str) -> None:
    dialogue.retriever.decisions["a human"] = replace(decision("person"), reply="Of course.")
    *reply, person, first, second = await dialogue.say(text)
    assert [message.text for message in reply] == ["Of course."] * (text == "a human")
    assert person.text == said("utter_person_busy")
    assert dialogue.people.asked == ["c-1"]
    assert first.text == said("utter_ticket_start")
    assert second.text == said("utter_ask_ticket_form_ticket_question")
    assert dialogue.draft == {}


@pytest.mark.parametrize(
    ("outcome", "entries", "name"),
    [
        ("out_of_scope", (), "utter_redirect"),
        ("urgent", (), "utter_redirect"),
        ("small_talk", (), "utter_redirect"),
        ("account", (), "utter_redirect"),
        ("account", (REFUND,), "utter_account"),
    ],
)
async def test_a_redirect_says_its_reply(
    dialogue: Dialogue, outcome: Outcome, entries: tuple[str, ...], name: str
) -> None:
    dialogue.retriever.decisions["hm"] = replace(decision(outcome, *entries), reply=REPLY)
    (message,) = await dialogue.say("hm")
    assert (message.text, message.custom["type"]) == (said(name, reply=REPLY), outcome)
    assert message.custom["entries"] == list(entries)
    assert dialogue.draft is None


async def test_the_part_left_open_is_named(dialogue: Dialogue) -> None:
    answered = replace(decision("answered", REFUND), left_open="and my cat?")
    dialogue.retriever.decisions["two"] = answered
    answer, left = await dialogue.say("two")
    assert answer.custom["entries"] == [REFUND]
    assert left.text == said("utter_left_open", question="and my cat?")


@pytest.mark.parametrize("texts", [(), tuple(FILLED[:2])], ids=["outside", "inside the ticket"])
async def test_a_question_is_read_with_the_one_before(
    dialogue: Dialogue, texts: tuple[str, ...]
) -> None:
    await dialogue.say(*texts)
    dialogue.contexts.context = BEFORE
    dialogue.retriever.decisions["joint?"] = decision("answered", EXTENSION)
    first, *_ = await dialogue.say("joint?")
    assert dialogue.retriever.contexts["joint?"] == BEFORE
    about = {"question": "joint?", "entry_id": EXTENSION, "tax_year": 2024}
    assert first.custom["context"] == about


async def test_inside_the_ticket_a_wish_for_a_person_begins_no_other(dialogue: Dialogue) -> None:
    await dialogue.say(*FILLED[:2])
    before = dialogue.draft
    dialogue.retriever.decisions["a human?"] = replace(decision("person"), reply="Of course.")
    reply, asked = await dialogue.say("a human?")
    assert (reply.text, asked.text) == ("Of course.", said("utter_ask_ticket_form_ticket_name"))
    assert dialogue.draft == before


async def test_a_whole_ticket(dialogue: Dialogue) -> None:
    (asked,) = await dialogue.say(*FILLED)
    assert asked.text == said("utter_ask_ticket_form_ticket_consent")
    assert [button["payload"] for button in asked.buttons] == ["/affirm", "/deny"]
    shown, send = await dialogue.say("/affirm")
    assert shown.custom == {**PREVIEW, "name": "Ana Ruiz", "contact": "ana@example.org"}
    assert send.text == said("utter_ticket_send")
    assert dialogue.tickets.opened == {}
    (opened,) = await dialogue.say("yes, send it")
    assert opened.custom == {"type": "ticket", "reference": "T-2222-2222"}
    assert opened.text == said("utter_ticket_opened", reference="T-2222-2222")
    (request,) = dialogue.tickets.opened.values()
    assert (request.conversation_id, request.question) == ("c-1", QUESTION)
    assert (request.name, request.contact) == ("Ana Ruiz", "ana@example.org")
    assert dialogue.draft is None


@pytest.mark.parametrize("asked", range(1, 6))
@pytest.mark.parametrize("word", ["cancel", "/stop", "Never mind."])
async def test_a_ticket_can_be_cancelled_at_any_point(
    dialogue: Dialogue, asked: int, word: str
) -> None:
    (message,) = await dialogue.say(*[*FILLED, "yes"][:asked], word)
    assert message.text == said("utter_ticket_cancelled")
    assert dialogue.draft is None
    assert dialogue.tickets.opened == {}


@pytest.mark.parametrize("asked", [2, 3])
async def test_a_question_interrupts_and_the_ticket_goes_on(dialogue: Dialogue, asked: int) -> None:
    await dialogue.say(*FILLED[:asked])
    before = dialogue.draft
    dialogue.retriever.decisions["when is the deadline?"] = decision("answered", EXTENSION)
    answer, asked_again = await dialogue.say("when is the deadline?")
    assert answer.custom["entries"] == [EXTENSION]
    assert asked_again.status == "ticket_form"
    assert dialogue.draft == before


@pytest.mark.parametrize("asked", range(1, 6))
async def test_a_choice_of_before_is_given_and_fills_nothing(
    dialogue: Dialogue, asked: int
) -> None:
    await dialogue.say(*[*FILLED, "yes"][:asked])
    before = dialogue.draft
    answer, *_ = await dialogue.say(f'/choose{{"entry_id": "{REFUND}"}}')
    assert answer.custom["entries"] == [REFUND]
    assert dialogue.draft == before


@pytest.mark.parametrize("asked", range(1, 5))
@pytest.mark.parametrize("payload", [START, "/none_of_these"])
async def test_another_button_of_before_only_repeats_what_is_asked(
    dialogue: Dialogue, asked: int, payload: str
) -> None:
    await dialogue.say(*FILLED[:asked])
    before = dialogue.draft
    (again,) = await dialogue.say(payload)
    assert again.status == "ticket_form"
    assert dialogue.draft == before


@pytest.mark.parametrize("asked", range(1, 4))
@pytest.mark.parametrize("payload", ["/affirm", "/deny"])
async def test_a_yes_of_before_is_no_question_name_or_contact(
    dialogue: Dialogue, asked: int, payload: str
) -> None:
    await dialogue.say(*FILLED[:asked])
    before = dialogue.draft
    await dialogue.say(payload)
    assert dialogue.draft == before


@pytest.mark.parametrize(
    ("asked", "text", "hint"),
    [
        pytest.param(1, "refund", "utter_invalid_ticket_question", id="question"),
        pytest.param(2, "12345", "utter_invalid_ticket_name", id="name"),
        pytest.param(3, "by post", "utter_invalid_ticket_contact", id="contact"),
        pytest.param(4, "maybe", "utter_invalid_yes_no", id="consent"),
        pytest.param(5, "hm", "utter_invalid_yes_no", id="confirmation"),
    ],
)
async def test_what_does_not_fit_gets_a_hint_and_is_asked_for_again(
    dialogue: Dialogue, asked: int, text: str, hint: str
) -> None:
    before = await dialogue.say(*[*FILLED, "yes"][:asked])
    first, *again = await dialogue.say(text)
    assert first.text == said(hint)
    assert again == before[-len(again) :]


async def test_without_consent_nothing_is_kept(dialogue: Dialogue) -> None:
    (message,) = await dialogue.say(*FILLED, "no")
    assert message.text == said("utter_ticket_no_consent")
    assert dialogue.draft is None
    assert dialogue.tickets.opened == {}
