"""Owns the search for what must not be stored, in any writing of its digits."""

import re
import unicodedata
from collections.abc import Mapping

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def found_in(text: str, stored: Mapping[str, str]) -> list[str]:
    """The places where it is kept: other digits, digits as words, letter case, spaces or dashes
    are no matter."""
    characters = [_written(each) for each in _plain(text) if each.isalnum()]
    pattern = r"[\W_]{0,3}".join(characters)
    if text[:1].isdigit() and text[-1:].isdigit():
        pattern = rf"(?<!\d){pattern}(?!\d)"
    sought = re.compile(pattern)
    return [place for place, kept in stored.items() if characters and sought.search(_plain(kept))]


def _written(character: str) -> str:
    """The ways to write it, as a regular expression."""
    if character.isdigit():
        return f"(?:{character}|{_WORDS[int(character)]})"
    return re.escape(character)


def _plain(text: str) -> str:
    """Full-width, Arabic or other digits as 0 to 9, letters in lower case."""
    return "".join(
        str(unicodedata.digit(each)) if each.isdigit() and not each.isascii() else each
        for each in text.casefold()
    )
