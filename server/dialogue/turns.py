"""Owns one turn of the dialogue: through Rasa, or without it when it is away."""

import re
from dataclasses import replace
from typing import Any

import structlog

from server.content.live_retriever import EntryGone, LiveRetriever
from server.dialogue.composition import TALK_TO_HUMAN, ComposedTurn, compose
from server.dialogue.preview import TicketPreviews
from server.dialogue.rasa_client import RasaClient, RasaMessage, RasaUnavailable
from server.dialogue.responses import Responses
from server.dialogue.standing import Standing
from server.dialogue.without_rasa import WithoutRasa
from server.logs import fault_of
from server.switches.service import Switches

log = structlog.get_logger()
_YES = re.compile(
    r"^\W*(?:y|yes|yeah|yep|yup|sure|ok|okay|please|please do|go ahead|s[ií]|claro|vale)"
    r"(?:[\s,]+(?:please|do|sure|thanks|thank you|por favor|gracias))*\W*$",
    re.IGNORECASE,
)
# While nothing is understood, this much is.
_WANTS_A_PERSON = re.compile(
    r"\b(?:talk|speak|chat|connect)\b.*\b(?:person|people|human|agent|someone|somebody|staff)\b",
    re.IGNORECASE,
)
_A_PERSON = (TALK_TO_HUMAN["payload"], "/none_of_these")


class TurnTaker:
    """Takes turns. A ticket begun without Rasa is finished without it."""

    def __init__(
        self,
        rasa: RasaClient,
        without_rasa: WithoutRasa,
        retriever: LiveRetriever,
        responses: Responses,
        switches: Switches,
        previews: TicketPreviews,
    ) -> None:
        self._rasa = rasa
        self._without_rasa = without_rasa
        self._retriever = retriever
        self._responses = responses
        self._switches = switches
        self._previews = previews

    def greeting(self) -> dict[str, Any]:
        return {"type": "text", "text": self._responses.message("utter_greet").text}

    async def take(
        self,
        conversation_id: str,
        text: str,
        kept: dict[str, Any] | None,
        *,
        stop_first: bool = False,
        again: bool = False,
    ) -> tuple[ComposedTurn, dict[str, Any] | None]:
        """The reply, and what is kept until the next turn. `text` is empty when it had no words.

        `stop_first`: a form that Rasa may be in is left before, without a word. `again`: the turn
        was begun before, by a server that ended, so Rasa may have taken it already.
        """
        try:
            standing = Standing.of(kept)
            if again:
                standing = replace(standing, stop_due=True)
            turn, standing = await self._reply(conversation_id, text, standing, stop_first)
            return await self._previews.filled(conversation_id, turn), standing.kept()
        except Exception as error:  # edge: a citizen always gets a reply
            log.error("turn_failed", **fault_of(error), exc_info=False)
            failed = compose([self._responses.message("utter_error")], self._retriever)
            return failed, kept

    async def _reply(
        self, conversation_id: str, text: str, standing: Standing, stop_first: bool
    ) -> tuple[ComposedTurn, Standing]:
        if not text:
            return compose([self._responses.message("utter_empty")], self._retriever), standing
        # Before all else and in any state. What a choice sends was not typed.
        urgent = None if text.startswith("/") else await self._retriever.urgent_reply(text)
        if urgent is not None:
            turn = compose([self._urgent(urgent)], self._retriever)
            return turn, standing.offering(turn)
        if standing.person_offered and _YES.match(text):
            text = TALK_TO_HUMAN["payload"]
        if standing.draft is None and not standing.in_form:
            paused = await self._paused(text)
            if isinstance(paused, ComposedTurn):
                return paused, standing.offering(paused)
            text = paused
        return await self._taken(conversation_id, text, standing, stop_first)

    async def _paused(self, text: str) -> ComposedTurn | str:
        """While answers are paused only a person can be asked for. Else the text as it is."""
        if not (await self._switches.paused()).assistant or text.startswith(_A_PERSON):
            return text
        if _WANTS_A_PERSON.search(text):
            return TALK_TO_HUMAN["payload"]
        said = self._responses.message("utter_assistant_paused")
        return compose([replace(said, custom={"type": "unanswered"})], self._retriever)

    async def _taken(
        self, conversation_id: str, text: str, standing: Standing, stop_first: bool
    ) -> tuple[ComposedTurn, Standing]:
        opened: int | None = None
        was_heard = False
        if standing.draft is None and not (standing.in_form and standing.stop_due):
            if standing.in_form:
                opened = await self._without_rasa.tickets_opened(conversation_id)
            try:
                return await self._through_rasa(conversation_id, text, standing, stop_first)
            except RasaUnavailable as error:
                log.warning("rasa_unavailable", reason=str(error))
                was_heard = error.was_heard
        return await self._degraded(conversation_id, text, standing, opened, was_heard)

    async def _through_rasa(
        self, conversation_id: str, text: str, standing: Standing, stop_first: bool
    ) -> tuple[ComposedTurn, Standing]:
        """Raises RasaUnavailable."""
        if stop_first or standing.stop_due:
            await self._rasa.send(conversation_id, "/stop")
        messages = await self._rasa.send(conversation_id, text)
        try:
            turn = self._compose(messages)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise RasaUnavailable("unreadable") from error
        if not turn.messages:  # an action failed: the server that ran it died
            raise RasaUnavailable("nothing to show")
        fields = turn.fields if turn.fields is not None else standing.fields
        after = Standing(in_form=turn.in_form, fields=fields if turn.in_form else None)
        return replace(turn, through_rasa=True), after

    async def _degraded(
        self,
        conversation_id: str,
        text: str,
        standing: Standing,
        opened: int | None,
        was_heard: bool,
    ) -> tuple[ComposedTurn, Standing]:
        """`opened` is how many tickets there were before the turn, where it is known.

        `was_heard`: Rasa may be elsewhere in the conversation by now, so it is stopped later.
        """
        away = self._without_rasa
        if standing.in_form and not away.is_beside_form(text, standing.fields):
            reply = await away.go_on_for_rasa(conversation_id, text, standing.fields, opened)
            after = Standing(reply.draft, stop_due=True)
        else:
            reply = await away.reply(conversation_id, text, standing.draft)
            goes_on = standing.in_form and reply.draft is None
            if goes_on and standing.fields is not None:
                reply = away.asked_again(reply, standing.fields)
            left = (standing.in_form or was_heard) and not goes_on
            fields = standing.fields if goes_on else None
            after = Standing(reply.draft, goes_on, False, standing.stop_due or left, fields)
        turn = self._compose(reply.messages, degraded=True)
        return turn, after.offering(turn)

    def _urgent(self, reply: str) -> RasaMessage:
        said = self._responses.message("utter_redirect", reply=reply)
        return replace(said, custom={"type": "urgent"})

    def _compose(self, messages: list[RasaMessage], degraded: bool = False) -> ComposedTurn:
        """Where an entry vanished between the search and now, the question is unanswered."""
        try:
            return compose(messages, self._retriever, degraded)
        except EntryGone:
            log.info("entry_gone")
            kept = [self._unanswered(message) for message in messages]
            return compose(kept, self._retriever, degraded)

    def _unanswered(self, message: RasaMessage) -> RasaMessage:
        """The message as it is, unless it names entries."""
        if not message.custom.get("entries"):
            return message
        custom = {**message.custom, "type": "unanswered", "entries": [], "years": []}
        return replace(self._responses.message("utter_unanswered"), custom=custom)
