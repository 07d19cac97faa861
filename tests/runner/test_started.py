"""Tests of what the runner sees of, and does to, a whole assistant that was started here."""

from collections.abc import Iterator

import pytest

from tests.assistant.conversations import DANGER, FILLS, QUESTION
from tests.assistant.running import RunningAssistant
from tests.runner.assistant import Conversation, NotPossible
from tests.runner.cases import Restart, StaffSays, StubbedAction, UserPicks, UserSays
from tests.runner.remote import LOGIN, PASSWORD, RemoteAssistant
from tests.runner.seen import Executed, LoopEvent, Said, SlotEvent, Understood
from tests.runner.started import StartedAssistant, add_staff

pytestmark = pytest.mark.assistant


@pytest.fixture(scope="module")
def started(assistant: RunningAssistant) -> Iterator[StartedAssistant]:
    started = StartedAssistant(assistant)
    yield started
    started.close()


@pytest.fixture
def chat(started: StartedAssistant) -> Iterator[Conversation]:
    chat = started.converse("en", {}, {})
    yield chat
    chat.close()


def test_a_ticket_from_the_question_to_the_reply(chat: Conversation) -> None:
    answered = chat.act(UserSays(QUESTION))
    assert (answered.turn["status"], answered.tracker) == ("answered", True)
    understood, executed, said = answered.events[:3]
    assert isinstance(understood, Understood)
    assert (understood.text, understood.intent) == (QUESTION, "ask_tax_question")
    assert executed == Executed("action_answer_question")
    assert isinstance(said, Said)
    assert (said.text, said.utter_name) == (answered.turn["messages"][0]["text"], None)
    assert SlotEvent("misses", 0) in answered.events

    begun = chat.act(UserSays("I want to talk to a person"))
    assert [each.text for each in begun.events if isinstance(each, Understood)] == [
        "I want to talk to a person"
    ]
    names = [each.utter_name for each in begun.events if isinstance(each, Said)]
    assert names[-2:] == ["utter_ticket_start", "utter_ask_ticket_form_ticket_question"]
    assert len(names) == len(begun.turn["messages"])
    assert LoopEvent("ticket_form") in begun.events
    for typed in FILLS.values():
        filled = chat.act(UserSays(typed))
    shown = [each for each in filled.events if isinstance(each, Said)]
    assert [each.utter_name for each in shown] == [None, "utter_ticket_send"]
    assert shown[1].buttons[0].title == "Send it"
    with pytest.raises(NotPossible, match='no choice "Send": there are "Send it", "Change some'):
        chat.act(UserPicks("Send"))
    chat.act(UserPicks("Leave the chat out"))
    opened = chat.act(UserPicks("Send it"))
    (ticket,) = opened.tickets
    assert (ticket["question"], ticket["name"]) == (FILLS["question"], FILLS["name"])
    assert (ticket["status"], ticket["shares_chat"]) == ("new", False)

    replied = chat.act(StaffSays("Yes, you can.", where="ticket", ends=True))
    assert [each["text"] for each in replied.turn["messages"]][:1] == ["Yes, you can."]
    assert replied.turn["ticket"]["status"] == "closed"


def test_staff_take_the_chat_over_and_give_it_back(chat: Conversation) -> None:
    joined = chat.act(StaffSays("Hello, I am Ada."))
    assert [(each["type"], each["author"]) for each in joined.turn["messages"]] == [
        ("joined", "staff"),
        ("text", "staff"),
    ]
    assert Said("Hello, I am Ada.", author="staff") in joined.events
    assert chat.act(UserSays(QUESTION)).turn["status"] == "handed_off"
    left = chat.act(StaffSays(None, ends=True))
    assert [each["type"] for each in left.turn["messages"]] == ["left", "choices"]
    assert chat.act(UserPicks("Open a ticket")).turn["status"] == "ticket_form"


def test_a_story_goes_past_the_server_and_a_choice_that_was_offered_by_it(
    chat: Conversation,
) -> None:
    said = chat.act(UserSays("/bot_challenge"))
    assert said.turn["messages"][0]["text"].startswith("I am an automated")
    assert Executed("utter_bot_challenge") in said.events
    chat.act(UserSays(DANGER))
    assert chat.act(UserSays("/talk_to_human")).turn["status"] == "ticket_form"


def test_what_is_refused_is_a_turn_too(chat: Conversation) -> None:
    seen = chat.act(UserSays("a" * 2001))
    assert (seen.turn["status"], seen.turn["code"]) == ("refused", "message_too_long")


def test_slots_and_stubs_are_of_one_conversation(started: StartedAssistant) -> None:
    stub = StubbedAction(
        events=({"event": "slot", "name": "misses", "value": 1},),
        responses=({"text": "There are three tickets."},),
    )
    chat = started.converse("en", {"person_offered": True}, {"action_ticket_status": stub})
    other = started.converse("en", {}, {})
    yes = chat.act(UserSays("yes"))
    assert (yes.turn["status"], yes.tracker) == ("ticket_form", True)
    assert other.act(UserSays("yes")).turn["status"] == "small_talk"
    chat.act(UserSays("cancel"))
    stubbed = chat.act(UserSays("any news on my ticket"))
    assert [each["text"] for each in stubbed.turn["messages"]] == ["There are three tickets."]
    assert SlotEvent("misses", 1) in stubbed.events
    assert "no ticket" in str(other.act(UserSays("any news on my ticket")).turn["messages"])
    chat.close()
    assert "no ticket" in str(chat.act(UserSays("any news on my ticket")).turn["messages"])


def test_rasa_stays_away_until_the_case_ends(started: StartedAssistant) -> None:
    chat = started.converse("en", {}, {})
    assert chat.act(Restart("rasa", waits=False)).turn == {}
    seen = chat.act(UserSays(QUESTION))
    assert (seen.turn["degraded"], seen.tracker) == (True, False)
    assert [each.text for each in seen.events if isinstance(each, Said)] == [
        each["text"] for each in seen.turn["messages"]
    ]
    chat.close()

    again = started.converse("en", {}, {})
    again.act(Restart("rasa", waits=False))
    assert again.act(UserSays(QUESTION)).turn["degraded"], "taken away again on its way back"
    again.close()
    seen = started.converse("en", {}, {}).act(UserSays(QUESTION))
    assert (seen.turn["degraded"], seen.tracker) == (False, True)


def test_what_is_kept_is_found_and_is_of_this_conversation(started: StartedAssistant) -> None:
    other = started.converse("en", {}, {})
    other.act(UserSays("does a quokka pay tax"))
    chat = started.converse("en", {}, {})
    chat.act(UserSays("my number is 078-05-1120"))
    stored = chat.act(UserSays("does a Zyzzogeton pay tax"), keep_stored=True).stored
    places = [place for place, text in stored.items() if "zyzzogeton" in text.lower()]
    assert any(place.startswith("tracker.db, events") for place in places)
    assert any(place.startswith("assistant.db, messages") for place in places)
    assert "logs/server.log" in stored
    assert not any(place.startswith("logs") for place in places)
    assert "078-05" not in str(stored)
    assert "quokka" not in str(stored)


def test_by_its_address_only_what_is_public_is_seen_and_done(
    assistant: RunningAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LOGIN, raising=False)
    remote = RemoteAssistant(assistant.url)
    chat = remote.converse("en", {}, {})
    seen = chat.act(UserSays("hello"))
    assert (seen.tracker, seen.turn["status"]) == (False, "small_talk")
    assert [type(each) for each in seen.events] == [Said]
    for act in (StaffSays("Hello"), Restart("rasa"), UserSays("/greet")):
        with pytest.raises(NotPossible):
            chat.act(act)
    with pytest.raises(NotPossible, match="slots: this needs an assistant that the runner starts"):
        remote.converse("en", {"misses": 1}, {})
    with pytest.raises(NotPossible):
        chat.act(UserSays("hello"), keep_stored=True)
    chat.close()
    remote.close()

    tracked = RemoteAssistant(assistant.url, f"sqlite:///{assistant.var / 'tracker.db'}")
    seen = tracked.converse("en", {}, {}).act(UserSays("hello"))
    assert (seen.tracker, seen.events[-1]) == (
        True,
        Said(seen.turn["messages"][0]["text"], "utter_greet"),
    )
    tracked.close()


def test_by_its_address_staff_act_with_the_account_of_the_environment(
    assistant: RunningAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_staff(assistant.settings["ASSISTANT_DATABASE_URL"], "remote", "correct horse battery")
    monkeypatch.setenv(LOGIN, "remote")
    remote = RemoteAssistant(assistant.url)
    chat = remote.converse("en", {}, {})
    for typed in ("I want to talk to a person", *FILLS.values()):
        chat.act(UserSays(typed))
    (ticket,) = chat.act(UserPicks("Send it")).tickets
    assert (ticket["name"], ticket["status"]) == (FILLS["name"], "new")
    monkeypatch.setenv(PASSWORD, "wrong horse battery")
    with pytest.raises(NotPossible, match="staff cannot sign in as remote: status 401, Login and"):
        chat.act(StaffSays("Hello"))
    monkeypatch.setenv(PASSWORD, "correct horse battery")
    replied = chat.act(StaffSays("Yes.", where="ticket"))
    assert [each["text"] for each in replied.turn["messages"]] == ["Yes."]
    chat.close()
    remote.close()
