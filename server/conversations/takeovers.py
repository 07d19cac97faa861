"""Owns a person's part in a chat: joining, writing, passing it on, leaving, being taken out."""

import datetime as dt
import hashlib

from sqlalchemy.ext.asyncio import AsyncSession

from server.audit.service import SYSTEM, record
from server.conversations import ownership, repository
from server.conversations.events import LiveEvent, LiveEvents
from server.conversations.incoming import readable
from server.conversations.people import StaffPeople
from server.conversations.transcript import JOINED, LEFT, event_of
from server.database import Database, utc_now
from server.dialogue.responses import Responses
from server.errors import Conflict
from server.privacy.masking import Masker
from server.staff.accounts import Staff
from server.staff.presence import at_hand, names_of
from server.switches.service import Paused, Switches


class PeopleOff(Conflict):
    code, detail = "people_off", "People are switched off in chats. Ask an admin to resume them."


class Taken(Conflict):
    code, detail = "taken", "Somebody else is in this chat already."


class NotYours(Conflict):
    code = "not_yours"
    detail = "You are not in this chat, or no longer. What you wrote was not sent."


class NotThere(Conflict):
    code, detail = "not_there", "They are not signed in now. Choose somebody else."


class Takeovers:
    """Each step asks the database whose the conversation is, in the transaction that takes it."""

    def __init__(
        self,
        database: Database,
        events: LiveEvents,
        people: StaffPeople,
        masker: Masker,
        responses: Responses,
        switches: Switches,
    ) -> None:
        self._database = database
        self._events = events
        self._people = people
        self._masker = masker
        self._responses = responses
        self._switches = switches

    async def join(self, conversation_id: str, staff: Staff) -> None:
        """From here on the assistant is silent. Raises NotFound, PeopleOff or Taken."""
        if not await self._people.may_join():
            raise PeopleOff
        async with self._database.session() as session:
            if not await ownership.take(session, conversation_id, staff.id, utc_now()):
                await repository.require(session, conversation_id)
                raise Taken
            record(session, staff.login, "join_chat", conversation_id)
            text = self._say("utter_staff_joined", name=staff.name)
            posted = await _post(session, conversation_id, JOINED, staff.name, text)
        self._publish(conversation_id, posted)

    async def write(
        self, conversation_id: str, staff: Staff, text: str, key: str | None = None
    ) -> None:
        """Raises NotYours, EmptyMessage or MessageTooLong. Identifiers are masked here too.

        The same text with the same `key` is stored once, and answered alike.
        """
        masked = self._masker.mask(readable(text)).text
        async with self._database.session() as session:
            is_theirs = await ownership.lock_owned(session, conversation_id, staff.id)
            kept = None if key is None else _stored_key(staff, key, masked)
            if kept and await repository.has_message(session, conversation_id, kept):
                return
            if not is_theirs:
                raise NotYours
            posted = await _post(session, conversation_id, "text", staff.name, masked, kept)
        self._publish(conversation_id, posted)

    async def leave(self, conversation_id: str, staff: Staff) -> None:
        """Raises NotYours."""
        if not await self._end(conversation_id, staff.id, staff.login, "leave_chat"):
            raise NotYours

    async def pass_on(self, conversation_id: str, staff: Staff, to_id: int) -> None:
        """To a colleague who is there. Raises NotThere or NotYours."""
        async with self._database.session() as session:
            there = {other.id: other for other in await at_hand(session)}
        to = there.get(to_id)
        if to is None or to.id == staff.id:
            raise NotThere
        async with self._database.session() as session:
            now = utc_now()
            if not await ownership.pass_on(session, conversation_id, staff.id, to.id, now):
                raise NotYours
            record(session, staff.login, "pass_chat_on", conversation_id, to=to.login)
            text = self._say("utter_staff_passed_on", before=staff.name, name=to.name)
            posted = await _post(session, conversation_id, JOINED, to.name, text)
        self._publish(conversation_id, posted)

    async def take_out(self, conversation_id: str, admin: Staff) -> None:
        """Ends somebody's takeover that was forgotten. Raises NotFound or NotYours."""
        async with self._database.session() as session:
            owner_id = (await repository.require(session, conversation_id)).owner_id
        if owner_id is None or not await self._end(
            conversation_id, owner_id, admin.login, "end_takeover"
        ):
            raise NotYours("Nobody is in this chat any more.")

    async def take_out_absent(self, after: dt.timedelta) -> int:
        """Takes those out of their chats who gave no sign for so long; how many chats that were."""
        async with self._database.session() as session:
            taken = await repository.taken(session)
            there = {staff.id for staff in await at_hand(session, after)}
        ended = [
            await self._end(conversation_id, owner_id, SYSTEM, "end_takeover")
            for conversation_id, owner_id in taken
            if owner_id not in there
        ]
        return sum(ended)

    async def _end(self, conversation_id: str, owner_id: int, actor: str, action: str) -> bool:
        """Gives the conversation back, with what its citizen is told; False if not theirs."""
        paused = await self._switches.paused()
        async with self._database.session() as session:
            if not await ownership.give_back(session, conversation_id, owner_id, utc_now()):
                return False
            record(session, actor, action, conversation_id)
            name = (await names_of(session, [owner_id]))[owner_id]
            told = "utter_staff_lost" if actor == SYSTEM else "utter_staff_left"
            posted = [
                await _post(session, conversation_id, LEFT, name, self._say(told, name=name)),
                await self._post_assistant(session, conversation_id, paused),
            ]
        self._publish(conversation_id, *posted)
        return True

    async def _post_assistant(
        self, session: AsyncSession, conversation_id: str, paused: Paused
    ) -> LiveEvent:
        """What its citizen can do now that nobody is there."""
        said = self._responses.message(_again(paused))
        choices = [dict(button) for button in said.buttons]
        offered = {"type": "choices", "choices": choices} if choices else {"type": "text"}
        body = {**offered, "text": said.text, "live": True}
        turn = (await repository.require(session, conversation_id)).last_turn
        row = repository.add_message(session, conversation_id, turn, "assistant", body)
        await session.flush()
        return event_of(row)

    def _say(self, name: str, /, **values: str) -> str:
        return self._responses.message(name, **values).text

    def _publish(self, conversation_id: str, *posted: LiveEvent) -> None:
        for each in posted:
            self._events.publish(conversation_id, each)
        self._events.changed(conversation_id)


def _stored_key(staff: Staff, key: str, text: str) -> str:
    """With the text in it: a page that a browser shows again from before must not swallow new
    words with its old key."""
    return hashlib.sha256(f"{staff.login} {key} {text}".encode()).hexdigest()


def _again(paused: Paused) -> str:
    """The response that offers only what is not paused."""
    if paused.assistant:
        return "utter_with_nobody" if paused.tickets else "utter_with_tickets_alone"
    return "utter_with_assistant_no_tickets" if paused.tickets else "utter_with_assistant_again"


async def _post(
    session: AsyncSession,
    conversation_id: str,
    type_: str,
    name: str,
    text: str,
    key: str | None = None,
) -> LiveEvent:
    """Adds a message of staff's to the newest turn; the row must be held by the transaction."""
    turn = (await repository.require(session, conversation_id)).last_turn
    body = {"type": type_, "text": text, "name": name}
    row = repository.add_message(session, conversation_id, turn, "staff", body)
    row.idempotency_key = key
    await session.flush()
    return event_of(row)
