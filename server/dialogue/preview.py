"""Owns the preview of a ticket as a message: what staff will see, the chat included."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from server.dialogue.composition import ComposedTurn
from server.dialogue.responses import Responses

# Author and text of what staff get of a conversation; with True of the turn taken now, too.
Lines = Callable[[str, bool], Awaitable[list[dict[str, Any]]]]
_LINES = {
    "citizen": "utter_preview_citizen",
    "assistant": "utter_preview_assistant",
    "staff": "utter_preview_staff",
}
PREVIEW = "ticket_preview"


class TicketPreviews:
    """Puts the chat to the previews of a turn."""

    def __init__(self, lines: Lines, responses: Responses) -> None:
        self._lines = lines
        self._say = responses.message

    async def filled(self, conversation_id: str, turn: ComposedTurn) -> ComposedTurn:
        if not any(message["type"] == PREVIEW for message in turn.messages):
            return turn
        chat = await self._chat(conversation_id, turn)
        messages = [
            self._filled(message, chat) if message["type"] == PREVIEW else message
            for message in turn.messages
        ]
        return replace(turn, messages=messages)

    async def _chat(self, conversation_id: str, turn: ComposedTurn) -> list[dict[str, Any]]:
        """A turn of the form goes to nobody; one that interrupts it does, as a whole."""
        interrupts = turn.status != "ticket_form"
        chat = await self._lines(conversation_id, interrupts)
        if not interrupts:
            return chat
        said = [message for message in turn.messages if message["type"] != PREVIEW]
        return [*chat, *({"author": "assistant", "text": each["text"]} for each in said)]

    def _filled(self, message: dict[str, Any], chat: list[dict[str, Any]]) -> dict[str, Any]:
        shown = chat if message["shares_chat"] else []
        times = message["call_between"]
        values = {
            "question": message["question"],
            "name": message["name"] or self._text("utter_preview_no_name"),
            "contact": message["contact"],
            "chat": self._in_words(shown, message["shares_chat"]),
        }
        if times is None:
            text = self._text("utter_ticket_preview", **values)
        else:
            text = self._text("utter_ticket_preview_by_phone", **values, call_between=times)
        return {**message, "text": text, "chat": shown}

    def _in_words(self, chat: Sequence[dict[str, Any]], is_shared: bool) -> str:
        if not is_shared:
            return self._text("utter_preview_chat_left_out")
        if not chat:
            return self._text("utter_preview_chat_empty")
        said = [self._text(_LINES[line["author"]], text=line["text"]) for line in chat]
        return "\n".join(["", *said])

    def _text(self, name: str, /, **values: str) -> str:
        return self._say(name, **values).text
