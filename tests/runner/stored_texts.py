"""Owns the search for what must not be stored, in any writing of its digits."""

import re
import unicodedata
from collections.abc import Mapping


def found_in(text: str, stored: Mapping[str, str]) -> list[str]:
    """The places where it is kept: other digits, letter case, spaces or dashes are no matter."""
    characters = [re.escape(each) for each in _plain(text) if each.isalnum()]
    pattern = r"[\W_]{0,3}".join(characters)
    if characters and characters[0].isdigit() and characters[-1].isdigit():
        pattern = rf"(?<!\d){pattern}(?!\d)"
    sought = re.compile(pattern)
    return [place for place, kept in stored.items() if characters and sought.search(_plain(kept))]


def _plain(text: str) -> str:
    """Full-width, Arabic or other digits as 0 to 9, letters in lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        str(unicodedata.digit(each)) if each.isdigit() and not each.isascii() else each
        for each in folded
    )
