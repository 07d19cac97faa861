"""Owns conversations: who may read one, and how a turn is taken, once and in order."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import structlog

from server.conversations import record, repository, statements
from server.conversations.arrivals import Arrivals, Message
from server.conversations.contact_answers import ContactAnswers, filled_in
from server.conversations.contexts import ConversationContexts
from server.conversations.events import LiveEvent, LiveEvents
from server.conversations.models import Conversation
from server.conversations.offers import Offers
from server.conversations.schemas import HANDED_OFF, TurnOut
from server.conversations.shared_locks import turn_locks
from server.conversations.tokens import hash_token, matches, new_token
from server.conversations.transcript import ShownTranscript, as_shown, body_of, event_of, is_live
from server.conversations.turn_book import KnownTurn, OpenTurn, TurnBook
from server.database import Database, utc_now
from server.dialogue.composition import ComposedTurn
from server.dialogue.preview import PREVIEW
from server.dialogue.turns import TurnTaker
from server.errors import NotFound, TokenExpired, Unauthorized
from server.health.metrics import TURN_SECONDS, TURNS
from server.privacy.masking import Masker

log = structlog.get_logger()


class Conversations:
    """Conversations, guarded by their tokens."""

    def __init__(
        self,
        database: Database,
        turns: TurnTaker,
        masker: Masker,
        ticket_url: Callable[[str], str],
        events: LiveEvents,
        token_days: int,
        contact_answers: ContactAnswers,
        offers: Offers,
        contexts: ConversationContexts,
    ) -> None:
        self._database = database
        self._events = events
        self._book = TurnBook(database)
        self._turns = turns
        self._arrivals = Arrivals(database, self._book, masker, contact_answers, offers)
        self._contact = contact_answers
        self._contexts = contexts
        self._ticket_url = ticket_url
        self._token_lasts = dt.timedelta(days=token_days)
        self._locks = turn_locks(database.url)

    async def close(self) -> None:
        await self._locks.close()

    async def start(self, language: str) -> tuple[str, str, list[dict[str, Any]]]:
        """A new conversation: its id, its token and the greeting."""
        conversation_id, token = str(uuid.uuid4()), new_token()
        greeting = self._turns.greeting()
        async with self._database.session() as session:
            session.add(
                Conversation(
                    id=conversation_id,
                    token_hash=hash_token(token),
                    language=language,
                    created_at=utc_now(),
                    last_turn=0,
                )
            )
            await session.flush()
            repository.add_message(session, conversation_id, 0, "assistant", greeting)
        return conversation_id, token, [greeting]

    async def authorise(self, conversation_id: str, token: str | None) -> None:
        """Raises Unauthorized without a token, NotFound when it opens no such conversation, and
        TokenExpired when it did.
        """
        if token is None:
            raise Unauthorized
        its = {"conversation": conversation_id}
        conversation = await self._database.run(
            lambda connection: connection.execute(statements.TOKEN, its).one_or_none()
        )
        if conversation is None or not matches(token, conversation.token_hash):
            raise NotFound
        if utc_now() >= conversation.created_at + self._token_lasts:
            raise TokenExpired("This chat was begun too long ago. Please start a new one.")

    async def take_turn(
        self, conversation_id: str, text: str | None, payload: str | None, key: str | None
    ) -> TurnOut:
        """The reply to a message. The same `key` gets the same turn again, answered once."""
        async with self._locks.hold(conversation_id):
            with TURN_SECONDS.time():
                turn = await self._take_turn(Message(conversation_id, text, payload, key))
        for message in turn.messages:
            if message["type"] == "ticket":
                opened = {"reference": message["reference"], "status": "new", "reply": False}
                self._events.publish(conversation_id, LiveEvent("ticket", opened))
        return turn

    async def _take_turn(self, message: Message) -> TurnOut:
        id_ = message.conversation_id
        come = await self._arrivals.take_in(message)
        if isinstance(come, KnownTurn):
            composed = await self._book.stored(id_, come.number)
            return await self._turn_out(id_, come.number, composed, come.notices)
        self._events.changed(id_)
        composed = await self._answer(id_, come.turn, come.sent)
        TURNS.labels(composed.status, str(composed.degraded).lower()).inc()
        return await self._turn_out(id_, come.turn.number, composed, come.notices)

    async def _answer(self, conversation_id: str, turn: OpenTurn, sent: str) -> ComposedTurn:
        if turn.is_handed_off:
            return ComposedTurn(HANDED_OFF, [])
        with self._contexts.held(conversation_id, turn.context):
            composed, draft = await self._turns.take(
                conversation_id, sent, turn.draft, stop_first=turn.stop_due, again=turn.is_again
            )
        is_ours = await self._book.close(conversation_id, turn.number, composed, draft)
        self._events.changed(conversation_id)
        if is_ours:
            return composed
        log.info("reply_dropped", status=composed.status)
        return await self._book.stored(conversation_id, turn.number)

    async def _turn_out(
        self, conversation_id: str, number: int, composed: ComposedTurn, notices: list[str]
    ) -> TurnOut:
        shown = await self._as_its_citizens(conversation_id, composed.messages)
        return TurnOut.model_validate(
            {
                "turn": number,
                "status": composed.status,
                "degraded": composed.degraded,
                "confidence": composed.confidence,
                "entry_id": composed.entry_id,
                "notices": notices,
                "messages": shown,
            }
        )

    async def _as_its_citizens(
        self, conversation_id: str, messages: Sequence[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """With the links of tickets, and with who they are in the preview of one."""
        if any(message["type"] == PREVIEW for message in messages):
            contact = await self._contact.of(conversation_id)
            messages = [
                filled_in(message, contact) if message["type"] == PREVIEW else message
                for message in messages
            ]
        return [self._with_link(message) for message in messages]

    def _with_link(self, message: dict[str, Any]) -> dict[str, Any]:
        if message["type"] != "ticket":
            return message
        return {**message, "url": self._ticket_url(message["reference"])}

    async def transcript(self, conversation_id: str, after: int) -> ShownTranscript:
        """The messages of turns after `after`, and where the conversation stands."""
        async with self._database.session() as session:
            conversation = await repository.get(session, conversation_id)
            number = conversation.last_turn if conversation else 0
            last = await repository.turn(session, conversation_id, number)
            rows = await repository.messages(session, conversation_id, after)
        shown = await self._as_its_citizens(conversation_id, [as_shown(row) for row in rows])
        return ShownTranscript(shown, number, last.status if last else None)

    async def newest_message(self, conversation_id: str) -> int:
        """Its id; 0 where there is none."""
        async with self._database.session() as session:
            return await repository.newest_message(session, conversation_id)

    async def missed(self, conversation_id: str, seen: int) -> list[LiveEvent]:
        """The events of messages with a higher id."""
        async with self._database.session() as session:
            rows = await repository.messages_since(session, conversation_id, seen)
        return [event_of(row) for row in rows if is_live(row)]

    async def has_answered_turn(self, conversation_id: str, number: int) -> bool:
        """Whether there is such a turn, and it gave an answer."""
        async with self._database.session() as session:
            turn = await repository.turn(session, conversation_id, number)
        return turn is not None and turn.status == "answered"

    async def record_for_ticket(
        self, conversation_id: str
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The chat as staff get it, and for each turn that searched the candidates with scores."""
        async with self._database.session() as session:
            rows = await repository.messages_but_previews(session, conversation_id)
            statuses = await repository.statuses(session, conversation_id)
            searches = await repository.searches(session, conversation_id)
        kept = record.for_staff(rows, statuses)
        transcript = [{"turn": row.turn, "author": row.author, **body_of(row)} for row in kept]
        candidates = [
            {
                "turn": turn.number,
                "status": turn.status,
                "confidence": turn.confidence,
                "candidates": turn.candidates,
            }
            for turn in searches
        ]
        return transcript, candidates

    async def lines_for_ticket(
        self, conversation_id: str, with_unfinished: bool
    ) -> list[dict[str, Any]]:
        """Author and text of what `record_for_ticket` would give; of the turn taken now too,
        where it is none of the ticket form's.
        """
        async with self._database.session() as session:
            rows = await repository.messages_but_previews(session, conversation_id)
            statuses = await repository.statuses(session, conversation_id)
        return record.lines(record.for_staff(rows, statuses, with_unfinished=with_unfinished))
