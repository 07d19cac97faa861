"""Owns the languages of the plain pages, and which of them a browser gets."""

from typing import Literal, get_args

from server.plain.spanish import SPANISH
from server.plain.texts import ENGLISH, Texts

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
TEXTS: dict[Language, Texts] = {"en": ENGLISH, "es": SPANISH}


def language_of(tag: str | None) -> Language | None:
    """The one of ours that a tag such as "es-MX" asks for, or None."""
    asked = (tag or "").split("-")[0].strip().lower()
    return next((each for each in LANGUAGES if each == asked), None)


def preferred(accepted: str | None) -> Language:
    """The first of a browser's languages that we have; English where there is none."""
    tags = [part.partition(";")[0] for part in (accepted or "").split(",")]
    return next((found for tag in tags if (found := language_of(tag))), "en")
