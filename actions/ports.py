"""Owns what the actions need from the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from embeddings.decision import Decision
from embeddings.follow_ups import Context


class AsyncRetriever(Protocol):
    """The retriever, run in a worker thread."""

    async def ask(self, text: str, context: Context | None) -> Decision:
        """Searches and decides. A follow-up is read with the context."""
        ...

    def pick(self, entry_id: str, tax_year: int | None) -> Decision:
        """What a person gets who picked an entry. One that is gone since is unanswered."""
        ...


class Contexts(Protocol):
    """What the conversations are about."""

    async def of(self, conversation_id: str) -> Context | None:
        """None: nothing was asked yet."""
        ...


@dataclass(frozen=True)
class TicketRequest:
    """What a person confirmed. The same `idempotency_key` never opens a second ticket."""

    conversation_id: str
    idempotency_key: str
    question: str
    name: str
    contact: str


@dataclass(frozen=True)
class TicketState:
    """A ticket as its citizen may see it. `state` is a word for a sentence: "new", "closed"."""

    reference: str
    state: str


class TicketsUnavailable(RuntimeError):
    """The ticket could not be stored."""


class Tickets(Protocol):
    """Tickets as the dialogue sees them."""

    async def open(self, request: TicketRequest) -> TicketState:
        """Stores the ticket before it returns. Raises TicketsUnavailable."""
        ...

    async def of_conversation(self, conversation_id: str) -> Sequence[TicketState]:
        """The conversation's tickets, oldest first."""
        ...
