"""Owns which choices a citizen may pick: those offered in the chat, a person, a live question."""

from server.content.choices import chosen_entry
from server.content.live_retriever import EntryGone, LiveRetriever
from server.conversations import repository
from server.database import Database
from server.dialogue.composition import TALK_TO_HUMAN
from server.errors import Unprocessable


class UnknownChoice(Unprocessable):
    code = "unknown_choice"
    detail = "This choice was not offered in this conversation. Pick one that is shown."


class Offers:
    """A person can be asked for at any time, and so can a question suggested while typing."""

    def __init__(self, database: Database, live: LiveRetriever) -> None:
        self._database = database
        self._live = live

    async def title_of(self, conversation_id: str, payload: str) -> str:
        """What was picked, in words. Raises UnknownChoice."""
        async with self._database.session() as session:
            offered = await repository.offers(session, conversation_id)
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
