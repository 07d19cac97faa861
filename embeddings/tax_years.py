"""Owns how a tax year is read out of what a person wrote."""

import re

_YEAR = re.compile(r"(?<![\d$.,/-])(20\d\d)(?![\d.,/-]*\d)")
# "tax day 2027" and "due in 2027" name the calendar year in which a return is filed.
_FILING = re.compile(
    r"(tax day|deadline|due|due date|filed in|file in|filing season|season opens?|april|apr|spring)"
    r"(?: (?:in|of|for|date|on|15|15th|,))* ?$"
)
# "born in 2026" or "November 2025" tells when something happened, not which return is meant.
_EVENT = re.compile(
    r"(since|born(?: in)?|before|after|until|by|jan\w*|feb\w*|mar\w*|may|june?|july?|aug\w*|sep\w*"
    r"|oct\w*|nov\w*|dec\w*)(?: \d{1,2}(?:st|nd|rd|th)?,?)? ?$"
)


def asked_tax_year(text: str) -> int | None:
    """The one tax year a question names, or None when it names none, or several."""
    lowered = text.lower()
    found: set[int] = set()
    for match in _YEAR.finditer(lowered):
        before = lowered[max(0, match.start() - 30) : match.start()]
        if _FILING.search(before):
            found.add(int(match[1]) - 1)
        elif not _EVENT.search(before):
            found.add(int(match[1]))
    return found.pop() if len(found) == 1 else None
