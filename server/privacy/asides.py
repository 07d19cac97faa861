"""Owns asides: what is said of an identifier beside a question, which is not asked."""

import re

_MASK = re.compile(r"\[[A-Z_]+\]")
_ASKING = (
    r"(?:how|what|whats|what's|why|when|where|who|which|can|could|do|does|did|should|shall|will"
    r"|would|am|may|must|is (?:it|this|that|there)|are there|i (?:need|want|have|owe|got|lost))\b"
)
_IS_ASKING = re.compile(rf"\b{_ASKING}|\?", re.IGNORECASE)
_CLAUSE_END = re.compile(rf"(?<=[.?!;\n])\s+|,\s+|(?<=\])\s+(?=(?:and |so |but )?{_ASKING})", re.I)
_AFTER_END = re.compile(r"(?<=[.?!;]), ")


def without_asides(text: str) -> str:
    """The question alone: "my ssn is [SSN], how do I file" is read as "how do I file".

    Where nothing else is said, the text as it is.
    """
    if not _MASK.search(text):
        return text
    clauses = [clause for clause in _CLAUSE_END.split(text) if clause]
    kept = [clause for clause in clauses if not _MASK.search(clause) or _IS_ASKING.search(clause)]
    if not any(_IS_ASKING.search(clause) for clause in kept):
        return text
    return _AFTER_END.sub(" ", ", ".join(kept))
