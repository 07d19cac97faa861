"""Owns what a person may change before a ticket is sent, and the words they ask for it with."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

# While a person is asked which part to change, `ticket_part` holds this.
WHICH = "which"
# What each change does to the fields: None is asked for again, all others are kept.
CHANGES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "question": {"ticket_question": None},
        "name": {"ticket_name": None},
        "contact": {"ticket_contact": None},
        "call_between": {"ticket_call_between": None},
        "no_name": {"ticket_name": ""},
        "no_chat": {"ticket_shares_chat": False},
        "with_chat": {"ticket_shares_chat": True},
        "nothing": {},
    }
)
# The first that is found in a text is meant: "my phone number" is no name of anything.
_NOUNS = (
    ("chat", r"chat|transcript|conversation|messages"),
    (
        "call_between",
        r"call(?:ing)? (?:times?|hours?)|(?:the|my) (?:times?|hours)|when .{0,20}call",
    ),
    ("contact", r"contact|e-?mail|phone|numbers?|(?:the|my) address"),
    ("name", r"name"),
    ("question", r"question"),
)
_REMOVES = re.compile(
    r"\b(?:leave\b.*\bout|leave out|take\b.*\bout|without|remove|drop|delete|hide|omit|exclude"
    r"|no name|no chat|(?:don'?t|do not|not) (?:share|send|show|include|give|use))\b"
)
_PUTS_BACK = re.compile(r"\b(?:put\b.*\b(?:back|in)|include|add|share|show|with)\b")
_CHANGES = re.compile(
    r"\b(?:change|edit|correct|fix|update|replace|redo|wrong|different|mistake|typo|not right)\b"
)
_ASKS = re.compile(r"^\W*(?:how|what|why|when|where|who|does|do you|is|are)\b")
MOST_WORDS = 10


def change_in(text: str, *, was_asked: bool = False) -> str | None:
    """The change a text asks for; None: it asks for none.

    With `was_asked` the part's name alone is enough ("the name").
    """
    words = text.lower()
    if len(words.split()) > MOST_WORDS or (not was_asked and _ASKS.search(words)):
        return None
    noun = next((noun for noun, form in _NOUNS if re.search(rf"\b(?:{form})\b", words)), None)
    if noun is None:
        return None
    if _REMOVES.search(words):
        return {"chat": "no_chat", "name": "no_name"}.get(noun)
    if noun == "chat":
        return "with_chat" if _PUTS_BACK.search(words) else None
    return noun if was_asked or _CHANGES.search(words) else None
