"""Owns the ticket form without Rasa: one field after the other, kept as a draft."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from actions.person_wanted import person_wanted
from actions.ports import People, TicketRequest, Tickets, TicketsPaused, TicketsUnavailable
from actions.ticket_changes import CHANGES, WHICH, change_in
from actions.ticket_fields import (
    STAND_IN,
    STAND_INS,
    InvalidField,
    asked_with,
    clean_call_times,
    clean_contact,
    clean_name,
    clean_question,
    is_phone,
)
from actions.ticket_preview import choices, preview, shares_chat
from actions.ticket_run import RUN, ticket_key
from server.dialogue.rasa_client import RasaMessage
from server.dialogue.responses import Responses
from server.dialogue.standing import Draft

# With more words than these, "stop" begins a question, and a yes has a "but".
STOP = re.compile(
    r"^\W*(?:/?stop|cancel|quit|never ?mind|forget it)\b(?:\W+\w+){0,3}\W*$", re.IGNORECASE
)
YES = re.compile(
    r"^\W*(?:/affirm|y|yes|yeah|yep|sure|ok|okay|send it)"
    r"(?:\W+(?:yes|sure|please|thanks|thank you|you may|you can|of course|go ahead|i agree"
    r"|(?:please )?(?:send|do) it|that'?s (?:right|fine|correct|ok|okay)))*\W*$",
    re.IGNORECASE,
)
NO = re.compile(r"^\W*(?:/deny|n|no|nope)\b", re.IGNORECASE)
EDIT = "/edit_ticket"
_TYPED: dict[str, Callable[[str], str]] = {
    "ticket_question": clean_question,
    "ticket_name": clean_name,
    "ticket_contact": clean_contact,
    "ticket_call_between": clean_call_times,
}


@dataclass(frozen=True)
class Reply:
    """What is said, and the ticket draft from now on (None: there is none)."""

    messages: list[RasaMessage]
    draft: Draft | None


class TicketDrafts:
    """Takes what is typed into a ticket while Rasa is away."""

    def __init__(self, tickets: Tickets, people: People, responses: Responses) -> None:
        self._tickets = tickets
        self._people = people
        self._say = responses.message

    async def start(self, conversation_id: str, *before: RasaMessage) -> Reply:
        """For somebody who asked for a person."""
        wanted = await person_wanted(
            conversation_id, self._people, self._tickets, was_asked_for=True
        )
        said = [
            *before,
            *(self._say(each.response or "", **each.values) for each in wanted.sayings),
        ]
        if not wanted.takes_ticket:
            return Reply(said, None)
        return Reply([*said, self._say("utter_ticket_start"), *self.asked({})], {})

    async def opened(self, conversation_id: str) -> int:
        """How many tickets the conversation has."""
        return len(await self._tickets.of_conversation(conversation_id))

    async def begin_again(self, conversation_id: str, text: str) -> Reply:
        """In place of Rasa's form, of which it is not known what was collected."""
        if STOP.search(text):
            return await self._given_up(conversation_id, "utter_ticket_cancelled")
        if not await self._tickets.are_taken():
            return Reply([self._say("utter_tickets_paused")], None)
        return Reply([self._say("utter_ticket_again"), *self.asked({})], {})

    async def opened_since(self, conversation_id: str, opened: int) -> Reply | None:
        """The ticket that came of Rasa's form after so many that were opened, if there is one."""
        tickets = await self._tickets.of_conversation(conversation_id)
        return self._told(tickets[-1].reference) if len(tickets) > opened else None

    def asked(self, draft: Draft) -> list[RasaMessage]:
        """What the form asks next."""
        wanted = missing(draft)
        if wanted != "ticket_confirmed":
            return [self._say(f"utter_ask_ticket_form_{wanted}")]
        offered = choices(draft)
        if draft.get("ticket_part") == WHICH:
            return [replace(self._say("utter_ticket_which_part"), custom=offered)]
        shown = RasaMessage("", (), preview(draft), None)
        return [shown, replace(self._say("utter_ticket_send"), custom=offered)]

    async def reply(self, conversation_id: str, text: str, draft: Draft) -> Reply | None:
        """None: the text asks something else, so it is looked up and the form goes on."""
        if STOP.search(text):
            return await self._given_up(conversation_id, "utter_ticket_cancelled")
        wanted = missing(draft)
        if wanted in _TYPED:
            return self._typed(wanted, text, draft)
        if wanted == "ticket_consent":
            return await self._consent(conversation_id, text, draft)
        return await self._confirmed(conversation_id, text, draft)

    def _typed(self, field: str, text: str, draft: Draft) -> Reply | None:
        if text.startswith(STAND_IN):
            return self._kept(field, text, draft)
        if text.startswith("/"):
            later = [self._say("utter_ticket_change_later")] if text.startswith(EDIT) else []
            return Reply([*later, *self.asked(draft)], draft)
        if field != "ticket_question" and text.rstrip().endswith("?"):
            return None
        try:
            filled = _with(draft, field, _TYPED[field](text))
        except InvalidField:
            return self._again(draft, f"utter_invalid_{field}")
        return self._again(filled)

    def _kept(self, field: str, text: str, draft: Draft) -> Reply:
        """What the server keeps: its stand-in goes into the draft."""
        kept = json.loads(text.removeprefix(STAND_IN))["kept"]
        if kept not in STAND_INS.get(field, ()):
            return self._again(draft, f"utter_invalid_{field}")
        return self._again(_with(draft, field, kept))

    async def _consent(self, conversation_id: str, text: str, draft: Draft) -> Reply:
        if YES.search(text):
            return self._again({**draft, "ticket_consent": True})
        if NO.search(text):
            return await self._given_up(conversation_id, "utter_ticket_no_consent")
        if text.startswith(EDIT):
            return self._again(draft, "utter_ticket_change_later")
        return self._again(draft, *([] if text.startswith("/") else ["utter_invalid_yes_no"]))

    async def _confirmed(self, conversation_id: str, text: str, draft: Draft) -> Reply:
        is_which = draft.get("ticket_part") == WHICH
        is_yes, is_no = YES.search(text) is not None, NO.search(text) is not None
        change = _change(text, draft) or ("nothing" if is_which and (is_yes or is_no) else None)
        if change is not None:
            return self._again(_changed(draft, change))
        if is_yes:
            return await self._open(conversation_id, draft)
        if is_no:
            return self._again({**draft, "ticket_part": WHICH})
        if text.startswith("/"):
            return self._again(draft)
        return self._again(draft, f"utter_invalid_{'ticket_part' if is_which else 'yes_no'}")

    async def _given_up(self, conversation_id: str, name: str) -> Reply:
        await self._people.no_longer(conversation_id)
        return Reply([self._say(name)], None)

    def _again(self, draft: Draft, *names: str) -> Reply:
        return Reply([*map(self._say, names), *self.asked(draft)], draft)

    async def _open(self, conversation_id: str, draft: Draft) -> Reply:
        shown = preview(draft)
        request = TicketRequest(
            conversation_id=conversation_id,
            idempotency_key=ticket_key(conversation_id, draft.get(RUN), shown),
            question=shown["question"],
            name=shown["name"] or "",
            contact=shown["contact"],
            call_between=shown["call_between"],
            shares_chat=shown["shares_chat"],
        )
        try:
            ticket = await self._tickets.open(request)
        except TicketsPaused:
            return self._again(draft, "utter_ticket_not_taken")
        except TicketsUnavailable:
            return self._again(draft, "utter_ticket_failed")
        return self._told(ticket.reference)

    def _told(self, reference: str) -> Reply:
        said = self._say("utter_ticket_opened", reference=reference)
        custom = {"type": "ticket", "reference": reference}
        return Reply([RasaMessage(said.text, (), custom, said.status)], None)


def _with(draft: Draft, field: str, value: str) -> Draft:
    filled = {**draft, field: value}
    if not is_phone(filled.get("ticket_contact")):
        filled.pop("ticket_call_between", None)
    return filled


def missing(draft: Draft) -> str:
    """The field asked for: the last one is never kept."""
    asked = asked_with(draft.get("ticket_contact"))
    return next(field for field in asked if field not in draft)


def _change(text: str, draft: Draft) -> str | None:
    if text.startswith(EDIT):
        part = json.loads(text.removeprefix(EDIT) or "{}").get("part")
        return part if part in CHANGES else None
    if text.startswith("/"):
        return None
    change = change_in(text, was_asked=draft.get("ticket_part") == WHICH)
    return None if change == "with_chat" and shares_chat(draft) else change


def _changed(draft: Draft, change: str) -> Draft:
    merged = {**draft, "ticket_part": None, **CHANGES[change]}
    return {field: value for field, value in merged.items() if value is not None}
