"""Owns the parts of a message that ask something: two questions may come in one."""

import re

# A question, in a part of its own or after "and": these words open one.
_OPENERS = (
    r"(?:how|what|whats|what's|when|whens|where|wheres|where's|which|who|why|can(?!'?t)|could|do"
    r"|does|did|is|are|am|will|would|should|shall|must|may)"
)
_SENTENCE_END = re.compile(r"(?<=[.?!;:])\s+|\s+-+\s+|\n+")
_SECOND = re.compile(
    rf",?\s+(?:and|also|plus|then|or|&)\s+(?:also\s+|then\s+)?(?={_OPENERS}\b)|,\s+(?={_OPENERS}\b)"
    r"|\s+also,?\s+",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"^(?:and |also |so |but |plus |ok |then )*{_OPENERS}\b|\?\s*$", re.IGNORECASE)
FEWEST_WORDS = 3
MOST_PARTS = 4


def asked_parts(text: str) -> list[str]:
    """The parts that ask something, in order; one or none where the message is one question."""
    parts = [part.strip(" ,") for sentence in sentences(text) for part in _SECOND.split(sentence)]
    asking = [part for part in parts if len(part.split()) >= FEWEST_WORDS and _ASKS.search(part)]
    return asking[:MOST_PARTS]


def sentences(text: str) -> list[str]:
    """In order, those of a single word left out."""
    return [sentence for sentence in _SENTENCE_END.split(text.strip()) if len(sentence.split()) > 1]
