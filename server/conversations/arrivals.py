"""Owns how a citizen's message comes in: read, and stored with its turn, in one transaction."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from server.conversations.contact_answers import ContactAnswers, asked_for
from server.conversations.incoming import has_words, not_a_command
from server.conversations.offers import Offers
from server.conversations.turn_book import KnownTurn, OpenTurn, TurnBook
from server.conversations.typed import TypedMessages
from server.database import Database
from server.privacy.asides import without_asides
from server.privacy.masking import Masker

IDENTIFIER_REMOVED = "identifier_removed"


@dataclass(frozen=True)
class Message:
    """As it came: either typed, or the payload of a choice."""

    conversation_id: str
    text: str | None
    payload: str | None
    key: str | None


@dataclass(frozen=True)
class Arrived:
    """A message that is stored with its turn. `sent` is what the dialogue gets of it."""

    turn: OpenTurn
    sent: str
    notices: list[str]


@dataclass(frozen=True)
class _Read:
    """`shown` in the transcript, `sent` to the dialogue."""

    shown: str
    sent: str
    notices: list[str]


@dataclass(frozen=True)
class _ToBeAsked:
    """Typed where a form asks for `field`: it may be the answer, which is kept from the chat."""

    read: _Read
    field: str
    known: KnownTurn | None
    standing: Row[Any]


class Arrivals:
    """Takes messages in, each once for its key."""

    def __init__(
        self,
        database: Database,
        book: TurnBook,
        masker: Masker,
        contact: ContactAnswers,
        offers: Offers,
    ) -> None:
        self._database = database
        self._book = book
        self._typed = TypedMessages(masker)
        self._contact = contact
        self._offers = offers

    async def take_in(self, message: Message) -> Arrived | KnownTurn:
        """A known turn is one with the same key that is settled. Raises NotFound, UnknownChoice,
        EmptyMessage or MessageTooLong.
        """
        come = await self._database.run(lambda connection: self._come(connection, message))
        if not isinstance(come, _ToBeAsked):
            return come
        # Outside of a transaction: it asks Rasa.
        kept = await self._contact.taken(message.conversation_id, come.field, come.read.sent)
        read = come.read if kept is None else _Read(kept.shown, kept.sent, come.read.notices)

        def opened(connection: Connection) -> Arrived:
            said = self._picked(connection, message, read) if kept is None else read
            return self._opened(connection, message, said, come.known, come.standing)

        return await self._database.run(opened)

    def _come(self, connection: Connection, message: Message) -> Arrived | KnownTurn | _ToBeAsked:
        id_ = message.conversation_id
        known = self._book.by_key(connection, id_, message.key)
        if known is not None and known.status is not None:
            return known
        before = self._book.before(connection, id_, known)
        standing = before[0]
        if message.payload is not None:
            title = self._offers.title_of(connection, id_, message.payload)
            read = _Read(title, message.payload, [])
        else:
            masked = self._typed.masked(connection, message.text or "", before)
            notices = [IDENTIFIER_REMOVED] if masked.kinds else []
            read = _Read(masked.text, not_a_command(without_asides(masked.text)), notices)
            field = asked_for(standing)
            if field is not None:
                return _ToBeAsked(read, field, known, standing)
            read = self._picked(connection, message, read)
        return self._opened(connection, message, read, known, standing)

    def _picked(self, connection: Connection, message: Message, read: _Read) -> _Read:
        """With the choice that its words name, if they do."""
        picked = self._offers.by_place(connection, message.conversation_id, read.sent)
        sent = picked or (read.sent if has_words(read.sent) else "")
        return _Read(read.shown, sent, read.notices)

    def _opened(
        self,
        connection: Connection,
        message: Message,
        read: _Read,
        known: KnownTurn | None,
        standing: Row[Any],
    ) -> Arrived:
        if known is not None:
            turn = self._book.reopen(known, standing)
        else:
            turn = self._book.open(
                connection,
                message.conversation_id,
                read.shown,
                read.notices,
                message.key,
                standing.is_unfinished,
            )
        return Arrived(turn, read.sent, read.notices)
