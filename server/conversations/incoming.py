"""Owns what a typed message may be: length, invisible characters, commands."""

import re
import unicodedata

from server.conversations.schemas import LONGEST_MESSAGE
from server.errors import Unprocessable

# Control, format (zero-width, direction) and unassigned characters say nothing to a reader. The
# joiner and the variation selector hold emoji together.
_DROPPED = {"Cc", "Cf", "Cn", "Co", "Cs"}
_KEPT = {"\n", "\t", "\u200d", "\ufe0f"}
# After plain letters and digits they join nothing.
_LOOSE_JOINER = re.compile(r"(?<=[\x00-\x7f])[\u200d\ufe0f]+")
_WORD = re.compile(r"\w")
# Rasa strips every kind of space, no-break ones too, before it looks for the "/".
_COMMAND_START = re.compile(r"^[\s/]+")


class EmptyMessage(Unprocessable):
    code, detail = "empty_message", "The message has no words. Please type your question."


class MessageTooLong(Unprocessable):
    code = "message_too_long"
    detail = f"Please use at most {LONGEST_MESSAGE:,} characters and send only your question."


def visible(text: str) -> str:
    """The text without invisible characters, which could hide an identifier from the mask."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(
        char for char in composed if char in _KEPT or unicodedata.category(char) not in _DROPPED
    )
    return _LOOSE_JOINER.sub("", kept).strip()


def readable(text: str) -> str:
    """What is visible of a message. Raises EmptyMessage or MessageTooLong."""
    kept = visible(text)
    if not kept.strip("\u200d\ufe0f \t\n"):
        raise EmptyMessage
    if len(kept) > LONGEST_MESSAGE:
        raise MessageTooLong
    return kept


def has_words(text: str) -> bool:
    """Whether there is a letter or digit in it: emoji alone ask nothing."""
    return _WORD.search(text) is not None


def not_a_command(text: str) -> str:
    """The text as Rasa may get it: one that starts with "/" would be taken as an intent."""
    return _COMMAND_START.sub("", text)
