"""Owns how a turn is composed: from Rasa's messages to those of the public API."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from server.content.answers import answer_message
from server.content.live_retriever import LiveRetriever
from server.dialogue.rasa_client import RasaMessage

# A turn has one status: that of its most telling message.
STATUSES = (
    "ticket_opened",
    "answered",
    "choices",
    "unanswered",
    "out_of_scope",
    "ticket_form",
    "error",
    "small_talk",
)
NONE_OF_THESE = {"title": "None of these", "payload": "/none_of_these"}
TALK_TO_HUMAN = {"title": "Talk to a person", "payload": "/talk_to_human"}


@dataclass(frozen=True)
class ComposedTurn:
    """A turn's content before it is stored."""

    status: str
    messages: list[dict[str, Any]]
    confidence: float | None = None
    entry_id: str | None = None
    candidates: list[Any] = field(default_factory=list)
    degraded: bool = False


def compose(
    messages: Sequence[RasaMessage], retriever: LiveRetriever, degraded: bool = False
) -> ComposedTurn:
    """Raises EntryGone when an action names an entry that no generation has to give."""
    statuses = {_status(message) for message in messages}
    retrieval = next((m.custom for m in messages if "candidates" in m.custom), {})
    status = next((status for status in STATUSES if status in statuses), "small_talk")
    entries = retrieval.get("entries") or []
    return ComposedTurn(
        status=status,
        messages=[
            _api_message(message, retriever, offer_person="ticket_form" not in statuses)
            for message in messages
        ],
        confidence=retrieval.get("confidence"),
        entry_id=entries[0] if status == "answered" and entries else None,
        candidates=retrieval.get("candidates") or [],
        degraded=degraded,
    )


def _status(message: RasaMessage) -> str:
    if message.custom.get("type") == "answered":
        return "answered"
    return message.status or "small_talk"


def _api_message(
    message: RasaMessage, retriever: LiveRetriever, offer_person: bool
) -> dict[str, Any]:
    custom = message.custom
    kind = custom.get("type")
    if kind == "answered":
        entry_id, generation = custom["entries"][0], custom.get("generation")
        return answer_message(retriever.answer(entry_id, custom["tax_year"], generation))
    if kind == "choices":
        offered = _year_choices(custom) or _entry_choices(custom, retriever)
        return _choices(message.text, [*offered, NONE_OF_THESE, TALK_TO_HUMAN])
    if kind == "unanswered" and offer_person:
        return _choices(message.text, [TALK_TO_HUMAN])
    if kind == "ticket":
        return {"type": "ticket", "text": message.text, "reference": custom["reference"]}
    if message.buttons:
        return _choices(message.text, [dict(button) for button in message.buttons])
    return {"type": "text", "text": message.text}


def _year_choices(custom: dict[str, Any]) -> list[dict[str, str]]:
    """One choice a tax year, where that is what has to be chosen."""
    return [
        _choice(f"{year} (the return filed in {year + 1})", custom["entries"][0], year)
        for year in custom.get("years", ())
    ]


def _entry_choices(custom: dict[str, Any], retriever: LiveRetriever) -> list[dict[str, str]]:
    return [
        _choice(
            retriever.question_of(entry_id, custom.get("generation")), entry_id, custom["tax_year"]
        )
        for entry_id in custom["entries"]
    ]


def _choice(title: str, entry_id: str, tax_year: int | None) -> dict[str, str]:
    entities = {"entry_id": entry_id}
    if tax_year is not None:
        entities["tax_year"] = str(tax_year)
    return {"title": title, "payload": f"/choose{json.dumps(entities)}"}


def _choices(text: str, choices: list[dict[str, str]]) -> dict[str, Any]:
    return {"type": "choices", "text": text, "choices": choices}
