"""Owns how a tax year is read out of what a person wrote."""

import re

_YEAR = re.compile(r"(?<![\d$.,/-])(20[0-4]\d|19[5-9]\d)(?![\d.,/-]*\d)")
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
# "$ 2025", "made 2024 at my job", "2025 dollars", "2000 each": money and other counts.
_COUNTED_BEFORE = re.compile(
    r"(?:\$|\busd|\b(?:made|make|earn|earned|worth|around|roughly|approximately|least|most"
    r"|under|below|(?:more|less|higher|lower|over) than|exceeds?|exactly|limit of"
    r"|max(?:imum)?(?: of)?|up to|gets?|got|another|extra|form|pub|publication|notice|letter)) ?$"
)
_COUNTED_AFTER = re.compile(
    r" ?(?:dollars?|bucks|usd|\$|each|apiece|per\b|a (?:kid|child|month|week|year|person|day)\b"
    r"|percent|%|miles?|hours?|days?|kids?\b|people|shares?|sq\b|square|cash|limit\b"
    r"|or (?:less|more))"
)
# Long ago, a number is as likely an amount ("the 2000 credit") or the year of an event ("my house,
# bought in 1998"): it is a tax year only where the words around it say so.
RECENT = 2013
_OLD_BEFORE = re.compile(
    r"\b(?:tax year|ty|year|for|in|from|file|filed|filing|my|the|of|back to)(?: the)? ?$"
)
_OLD_AFTER = re.compile(
    r" ?(?:tax(?:es)?|return|refund|1040|w-?2|filing|tax year|rates?|brackets?)\b"
)
_HAPPENED = re.compile(
    r"\b(?:bought|built|purchased|acquired|inherited|married|divorced|retired|moved|died|passed"
    r"|started|opened|came|arrived|graduated|hired|became|got|granted|house|home|car|model)\b[^.?!;]*$"
)
_IN = re.compile(r"\b(?:in|for|year|ty|from) ?$")


def asked_tax_year(text: str) -> int | None:
    """The one tax year a question names, or None when it names none, or several."""
    lowered = text.lower()
    found: set[int] = set()
    for match in _YEAR.finditer(lowered):
        before, after = lowered[max(0, match.start() - 60) : match.start()], lowered[match.end() :]
        if _FILING.search(before):
            found.add(int(match[1]) - 1)
        elif _is_year(int(match[1]), before, after) and not _EVENT.search(before):
            found.add(int(match[1]))
    return found.pop() if len(found) == 1 else None


def _is_year(number: int, before: str, after: str) -> bool:
    """Whether the number between two texts is the year of a return, not an amount."""
    names_return = _OLD_AFTER.match(after) is not None
    if _COUNTED_AFTER.match(after) or (_COUNTED_BEFORE.search(before) and not names_return):
        return False
    if number >= RECENT:
        return True
    if names_return:
        return _OLD_BEFORE.search(before) is not None or before.strip() == ""
    return _IN.search(before) is not None and _HAPPENED.search(before) is None
