"""Owns which choices a citizen may pick: those offered in the chat, a person, a live question."""

from sqlalchemy import Connection

from server.content.choices import CHOOSE, chosen_entry
from server.content.live_retriever import EntryGone, LiveRetriever
from server.conversations import repository
from server.conversations.places import LAST, place_of
from server.dialogue.composition import TALK_TO_HUMAN
from server.errors import Unprocessable


class UnknownChoice(Unprocessable):
    code = "unknown_choice"
    detail = "This choice was not offered in this conversation. Pick one that is shown."


class Offers:
    """A person can be asked for at any time, and so can a question suggested while typing."""

    def __init__(self, live: LiveRetriever) -> None:
        self._live = live

    def title_of(self, connection: Connection, conversation_id: str, payload: str) -> str:
        """What was picked, in words. Raises UnknownChoice."""
        offered = repository.offers(connection, conversation_id)
        for choice in (*offered, TALK_TO_HUMAN):
            if choice["payload"] == payload:
                return str(choice["title"])
        entry_id = chosen_entry(payload)
        if entry_id is None:
            raise UnknownChoice
        try:
            return self._live.question_of(entry_id, self._live.corpus.digest)
        except EntryGone as gone:
            raise UnknownChoice from gone

    def by_place(self, connection: Connection, conversation_id: str, text: str) -> str | None:
        """The payload of the question that the text names by its place in the assistant's latest
        message; None where it names none.
        """
        place = place_of(text)
        if place is None:
            return None
        shown = repository.latest_reply(connection, conversation_id)
        payloads = [each["payload"] for each in shown.get("choices", ())]
        questions = [payload for payload in payloads if payload.startswith(CHOOSE)]
        if place == LAST:
            place = len(questions)
        return questions[place - 1] if 0 < place <= len(questions) else None
