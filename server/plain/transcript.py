"""Owns the chat as its plain page shows it: messages, and what may be done with each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.conversations.transcript import JOINED, LEFT

Message = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One message. `is_new` is the first of the last reply: where the page is opened.

    `secret` opens the ticket of a message that tells of one; a choice can be taken where `is_open`.
    """

    message: Message
    is_new: bool
    is_open: bool
    may_rate: bool
    is_rated: bool
    is_reported: bool
    secret: str

    @property
    def paragraphs(self) -> list[str]:
        text = str(self.message["text"])
        if self.message["type"] == "ticket_preview":
            return text.split("\n")[:1]  # the rest are the fields, shown one by one
        return [part for part in text.split("\n\n") if part.strip()]


def lines(
    messages: Sequence[Message],
    last_turn: int,
    rated: Collection[int],
    reported: Collection[int] = (),
) -> list[Line]:
    """As they were said. Only the last turn's choices can be taken, as in the widget."""
    newest = max(
        (at for at, each in enumerate(messages) if each["author"] == "citizen"),
        default=-1,
    )
    return [
        Line(
            message=each,
            is_new=at == newest + 1,
            is_open=each["type"] == "choices" and each["turn"] == last_turn and at > newest,
            may_rate=each["type"] == "answer" and not each.get("unrated"),
            is_rated=each["turn"] in rated,
            is_reported=each["turn"] in reported,
            secret=str(each.get("url", "")).partition("#")[2],
        )
        for at, each in enumerate(messages)
    ]


def person_in(messages: Sequence[Message]) -> str | None:
    """The name of the one who took the chat over, while they are there."""
    person = None
    for message in messages:
        if message["author"] == "staff":
            person = None if message["type"] == LEFT else message.get("name")
        elif message["type"] == JOINED:
            person = message.get("name")
    return person
