"""Owns choices said by their place: "2", "the last one"."""

import re

LAST = -1
_PLACES = {
    **dict.fromkeys(("1", "1st", "first", "one", "top", "primera", "primero"), 1),
    **dict.fromkeys(("2", "2nd", "second", "two", "segunda", "segundo"), 2),
    **dict.fromkeys(("3", "3rd", "third", "three", "tercera", "tercero"), 3),
    **dict.fromkeys(("4", "4th", "fourth", "four", "cuarta", "cuarto"), 4),
    **dict.fromkeys(("last", "bottom", "última", "ultima", "último", "ultimo"), LAST),
}
_SAID = re.compile(
    r"^\W*(?:i(?:'d like| mean| meant| want| choose| pick) |pick |choose |give me |take )?"
    r"(?:the |la |el )?(?:(?:number|option|choice|question|no\.|#) ?)?"
    rf"(?P<place>{'|'.join(_PLACES)})"
    r"(?: one| choice| option| question)?(?:,? please|,? por favor)?\W*$",
    re.IGNORECASE,
)


def place_of(text: str) -> int | None:
    """From 1 on, or `LAST`; None where the text says anything else."""
    said = _SAID.match(text)
    return _PLACES[said["place"].lower()] if said else None
