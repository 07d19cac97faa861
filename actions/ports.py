"""Owns what the actions need from the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from embeddings.decision import Decision
from embeddings.follow_ups import Context


class AsyncRetriever(Protocol):
    """The retriever, run in a worker thread."""

    async def ask(self, text: str, context: Context | None) -> Decision:
        """Searches and decides. A follow-up is read with the context."""
        ...

    async def pick(self, entry_id: str, tax_year: int | None) -> Decision:
        """What a person gets who picked an entry. One that is gone since is unanswered."""
        ...


@dataclass(frozen=True)
class HeldBack(Decision):
    """What is left of a decision after what staff have paused was taken out of it.

    `by` says what is paused: the assistant as a whole, or the topic of what was found.
    """

    by: Literal["assistant", "topic"] = "topic"


class Contexts(Protocol):
    """What the conversations are about."""

    async def of(self, conversation_id: str) -> Context | None:
        """None: nothing was asked yet."""
        ...


@dataclass(frozen=True)
class TicketRequest:
    """What a person confirmed. The same `idempotency_key` never opens a second ticket.

    `call_between` is when they may be called, in their words; without `shares_chat` the chat is
    left out of the ticket.
    """

    conversation_id: str
    idempotency_key: str
    question: str
    name: str
    contact: str
    call_between: str | None = None
    shares_chat: bool = True


@dataclass(frozen=True)
class TicketState:
    """A ticket as its citizen may see it. `state` is a word for a sentence: "new", "closed"."""

    reference: str
    state: str


class TicketsUnavailable(RuntimeError):
    """The ticket could not be stored."""


class TicketsPaused(TicketsUnavailable):
    """No new tickets are taken now: an admin paused them."""


class Tickets(Protocol):
    """Tickets as the dialogue sees them."""

    async def are_taken(self) -> bool:
        """False while staff take no new tickets."""
        ...

    async def open(self, request: TicketRequest) -> TicketState:
        """Stores the ticket before it returns. Raises TicketsUnavailable or TicketsPaused."""
        ...

    async def of_conversation(self, conversation_id: str) -> Sequence[TicketState]:
        """The conversation's tickets, oldest first."""
        ...


@dataclass(frozen=True)
class Presence:
    """Whether somebody of staff can join the chat. `opens` says when, where it is closed now.

    "here": somebody is free; "closed": outside the hours; "busy": nobody is free; "off": people
    do not join chats at all.
    """

    case: Literal["here", "closed", "busy", "off"]
    opens: str = ""


class People(Protocol):
    """The staff, as the dialogue sees them."""

    async def ask_for(self, conversation_id: str) -> Presence:
        """Notes that the conversation wants a person, and says whether one can come."""
        ...

    async def no_longer(self, conversation_id: str) -> None:
        """Takes the wish back: who gave the ticket up waits for nobody."""
        ...
