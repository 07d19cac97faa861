"""Tests of one list of events out of Rasa's tracker and what the citizen was shown."""

from typing import Any

from tests.runner.merging import merged
from tests.runner.seen import Button, Executed, LoopEvent, Said, SlotEvent, Understood


def bot(text: str | None, name: str | None = None, **custom: Any) -> dict[str, Any]:
    metadata = {"utter_action": name} if name else {}
    return {"event": "bot", "text": text, "metadata": metadata, "data": {"custom": custom or None}}


def message(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **more}


USER: dict[str, Any] = {
    "event": "user",
    "text": "how long",
    "parse_data": {"intent": {"name": "ask_tax_question", "confidence": 0.9}},
}
LISTEN: dict[str, Any] = {"event": "action", "name": "action_listen"}


def test_each_message_is_there_once_where_rasa_said_it() -> None:
    tracked = [
        LISTEN,
        USER,
        {"event": "user_featurization"},
        {"event": "action", "name": "action_answer_question"},
        bot(None, type="answered", entries=["a/b", "c/d"]),
        {"event": "slot", "name": "misses", "value": 0},
        bot(None, type="ticket_fields", fields={}),
        {"event": "active_loop", "name": "ticket_form"},
        bot("Your name?", "utter_ask_name"),
        LISTEN,
    ]
    choices = [{"title": "Yes", "payload": "/affirm"}]
    shown = [message("One."), message("Two."), message("Your name?", choices=choices)]
    assert merged(tracked, shown) == (
        Understood("how long", "ask_tax_question", 0.9),
        Executed("action_answer_question"),
        Said("One."),
        Said("Two."),
        SlotEvent("misses", 0),
        LoopEvent("ticket_form"),
        Said("Your name?", "utter_ask_name", (Button("Yes", "/affirm"),)),
    )


def test_what_rasa_said_to_leave_a_form_was_not_shown() -> None:
    tracked = [bot("I have stopped.", "utter_ticket_cancelled"), USER, bot("Hi.", "utter_greet")]
    assert [each for each in merged(tracked, [message("Hi.")]) if isinstance(each, Said)] == [
        Said("Hi.", "utter_greet")
    ]


def test_what_the_server_says_by_itself_comes_last_without_a_name() -> None:
    tracked = [USER, bot("Hi.", "utter_greet")]
    told = [message("Paused."), message("Hi.")]
    assert merged(tracked, told)[1:] == (Said("Hi.", "utter_greet"), Said("Paused."))
    assert merged([], told) == (Said("Paused."), Said("Hi."))


def test_slots_that_a_new_session_takes_over_are_not_set_again() -> None:
    slot = {"event": "slot", "name": "misses", "value": 0}
    begun = [{"event": "action", "name": "action_session_start"}, {"event": "session_started"}]
    tracked = [slot, LISTEN, *begun, slot, slot, LISTEN]
    assert merged(tracked, []) == (SlotEvent("misses", 0),)
