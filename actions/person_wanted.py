"""Owns what is said to somebody who wants a person, before a ticket takes their question down."""

from dataclasses import dataclass

from actions.ports import People, Presence, Tickets
from actions.question_outcome import Saying


@dataclass(frozen=True)
class Wanted:
    """What is said, and whether a ticket can be begun."""

    sayings: tuple[Saying, ...]
    takes_ticket: bool


async def person_wanted(
    conversation_id: str, people: People, tickets: Tickets, *, was_asked_for: bool
) -> Wanted:
    """The staff are told only where a person was asked for, and not merely offered."""
    presence = await people.ask_for(conversation_id) if was_asked_for else None
    if await tickets.are_taken():
        said = () if presence is None else (_said(presence),)
        return Wanted(said, takes_ticket=True)
    is_here = presence is not None and presence.case == "here"
    name = "utter_person_coming" if is_here else "utter_tickets_paused"
    return Wanted((Saying(name),), takes_ticket=False)


def _said(presence: Presence) -> Saying:
    if presence.case == "closed" and presence.opens:
        return Saying("utter_person_closed", {"opens": presence.opens})
    return Saying("utter_person_off" if presence.case == "closed" else _RESPONSES[presence.case])


_RESPONSES = {
    "here": "utter_person_here",
    "busy": "utter_person_busy",
    "off": "utter_person_off",
}
