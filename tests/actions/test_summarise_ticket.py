"""Tests of action_ask_ticket_form_ticket_confirmed."""

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.summarise_ticket import SummariseTicket
from actions.ticket_changes import WHICH
from tests.factories import tracker

BY_MAIL = {"ticket_question": "Why?", "ticket_name": "Ana", "ticket_contact": "a@example.org"}
BY_PHONE = {
    **BY_MAIL,
    "ticket_contact": "(202) 555-0147",
    "ticket_call_between": "weekdays 9 to 12",
}


async def run(**slots: object) -> list[dict[str, Any]]:
    dispatcher = CollectingDispatcher()
    assert await SummariseTicket().run(dispatcher, tracker(slots=slots), {}) == []
    messages: list[dict[str, Any]] = dispatcher.messages
    return messages


@pytest.mark.parametrize(
    ("slots", "times"), [(BY_MAIL, None), (BY_PHONE, "weekdays 9 to 12")], ids=["mail", "phone"]
)
async def test_the_person_sees_what_would_be_sent(
    slots: dict[str, object], times: str | None
) -> None:
    shown, asked = await run(**slots)
    assert shown["custom"] == {
        "type": "ticket_preview",
        "question": "Why?",
        "name": "Ana",
        "contact": slots["ticket_contact"],
        "call_between": times,
        "shares_chat": True,
    }
    assert asked["response"] == "utter_ticket_send"


async def test_what_was_left_out_is_not_shown() -> None:
    shown, asked = await run(**{**BY_MAIL, "ticket_name": "", "ticket_shares_chat": False})
    assert (shown["custom"]["name"], shown["custom"]["shares_chat"]) == (None, False)
    assert '/edit_ticket{"part": "no_chat"}' in asked["custom"]["without"]
    assert '/edit_ticket{"part": "no_name"}' in asked["custom"]["without"]


@pytest.mark.parametrize(("slots", "is_left_out"), [(BY_MAIL, True), (BY_PHONE, False)])
async def test_which_part_is_wrong_is_asked_in_place_of_the_preview(
    slots: dict[str, object], is_left_out: bool
) -> None:
    (asked,) = await run(**slots, ticket_part=WHICH)
    assert asked["response"] == "utter_ticket_which_part"
    calls = '/edit_ticket{"part": "call_between"}'
    assert (calls in asked["custom"]["without"]) is is_left_out
