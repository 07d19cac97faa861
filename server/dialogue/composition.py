"""Owns how a turn is composed: from Rasa's messages to those of the public API."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.ticket_run import TICKET_FIELDS
from server.content.answers import answer_message, linked_html
from server.content.choices import choice
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
# What is said with these is an editor's text, which may name web addresses.
_REDIRECTED = ("out_of_scope", "account", "urgent", "person", "small_talk")
# By what an action reports; the metadata of its response counts for all other messages.
_STATUS_OF = {
    "answered": "answered",
    "choices": "choices",
    "unanswered": "unanswered",
    "out_of_scope": "out_of_scope",
    "account": "unanswered",
    "urgent": "unanswered",
    "person": "ticket_form",
    "small_talk": "small_talk",
    "ticket_preview": "ticket_form",
    "ticket_choices": "ticket_form",
}
NONE_OF_THESE = {"title": "None of these", "payload": "/none_of_these"}
TALK_TO_HUMAN = {"title": "Talk to a person", "payload": "/talk_to_human"}
# Beside a reply in another language.
_TALK_TO_HUMAN_IN = {"es": {**TALK_TO_HUMAN, "title": "Hablar con una persona"}}


@dataclass(frozen=True)
class ComposedTurn:
    """A turn's content before it is stored. `context` None: it stays as it was.

    `in_form`: at its end the ticket form waits for a reply. `fields` are what that form told it has
    collected; None: it told nothing.
    """

    status: str
    messages: list[dict[str, Any]]
    confidence: float | None = None
    entry_id: str | None = None
    candidates: list[Any] = field(default_factory=list)
    degraded: bool = False
    context: dict[str, Any] | None = None
    in_form: bool = False
    through_rasa: bool = False
    fields: dict[str, Any] | None = None


def compose(
    messages: Sequence[RasaMessage], retriever: LiveRetriever, degraded: bool = False
) -> ComposedTurn:
    """Raises EntryGone when an action names an entry that no generation has to give."""
    told = [m.custom["fields"] for m in messages if m.custom.get("type") == TICKET_FIELDS]
    messages = [m for m in messages if m.custom.get("type") != TICKET_FIELDS]
    statuses = {_status(message) for message in messages}
    retrieval = next((m.custom for m in messages if "candidates" in m.custom), {})
    status = next((status for status in STATUSES if status in statuses), "small_talk")
    entries = retrieval.get("entries") or []
    return ComposedTurn(
        status=status,
        messages=[
            shown
            for message in messages
            for shown in _api_messages(message, retriever, "ticket_form" not in statuses)
        ],
        confidence=retrieval.get("confidence"),
        entry_id=entries[0] if status == "answered" and entries else None,
        candidates=retrieval.get("candidates") or [],
        degraded=degraded,
        context=retrieval.get("context"),
        in_form=bool(messages) and _status(messages[-1]) == "ticket_form",
        fields=told[-1] if told else None,
    )


def _status(message: RasaMessage) -> str:
    kind = message.custom.get("type")
    return _STATUS_OF.get(kind or "") or message.status or "small_talk"


def _api_messages(
    message: RasaMessage, retriever: LiveRetriever, offer_person: bool
) -> list[dict[str, Any]]:
    """An answer for each entry given; one message for anything else."""
    custom = message.custom
    if custom.get("type") != "answered":
        return [_api_message(message, retriever, offer_person)]
    year, generation = custom["tax_year"], custom.get("generation")
    answers = [retriever.answer(entry_id, year, generation) for entry_id in custom["entries"]]
    return [answer_message(answer, retriever.related_to(answer.entry, year)) for answer in answers]


def _api_message(
    message: RasaMessage, retriever: LiveRetriever, offer_person: bool
) -> dict[str, Any]:
    language = retriever.language_of(message.custom.get("redirect"))
    shown = _said(message, retriever, offer_person, language)
    if language != "en" and not message.custom.get("entries"):
        shown["language"] = language
    html = linked_html(message.text) if message.custom.get("type") in _REDIRECTED else None
    return {**shown, "html": html} if html else shown


def _said(
    message: RasaMessage, retriever: LiveRetriever, offer_person: bool, language: str
) -> dict[str, Any]:
    custom = message.custom
    kind = custom.get("type")
    if kind == "choices" or (kind == "account" and custom["entries"]):
        offered = _year_choices(custom) or _entry_choices(custom, retriever)
        return _choices(message.text, [*offered, NONE_OF_THESE, TALK_TO_HUMAN])
    if kind == "urgent" or (kind in ("account", "unanswered") and offer_person):
        return _choices(message.text, [_TALK_TO_HUMAN_IN.get(language, TALK_TO_HUMAN)])
    if kind == "ticket_preview":
        return {**custom, "text": message.text}
    if kind == "ticket_choices":
        offered = [
            button for button in message.buttons if button["payload"] not in custom["without"]
        ]
        return _choices(message.text, [dict(button) for button in offered])
    if kind == "ticket":
        return {"type": "ticket", "text": message.text, "reference": custom["reference"]}
    if message.buttons:
        return _choices(message.text, [dict(button) for button in message.buttons])
    return {"type": "text", "text": message.text}


def _year_choices(custom: dict[str, Any]) -> list[dict[str, str]]:
    """One choice a tax year, where that is what has to be chosen."""
    return [
        choice(f"{year} (the return filed in {year + 1})", custom["entries"][0], year)
        for year in custom.get("years", ())
    ]


def _entry_choices(custom: dict[str, Any], retriever: LiveRetriever) -> list[dict[str, str]]:
    return [
        choice(
            retriever.question_of(entry_id, custom.get("generation")), entry_id, custom["tax_year"]
        )
        for entry_id in custom["entries"]
    ]


def _choices(text: str, choices: list[dict[str, str]]) -> dict[str, Any]:
    return {"type": "choices", "text": text, "choices": choices}
