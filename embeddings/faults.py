"""Owns the shape of a content fault: where it is, what is wrong, how to mend it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]

# How to mend what the readers of files find, by check; the other checks say it themselves.
_USUAL_MENDS = {
    "format": "write it as knowledge/README.md shows under “The parts of an entry”",
    "template": "see “Amounts and dates” in knowledge/README.md",
    "figures": "look at the neighbouring figures for the form",
    "topics": "write one line a topic: `- the-topic: Its label`",
}


@dataclass(frozen=True, order=True)
class Fault:
    """One finding of the validator. `line` counts from 1; `check` names the rule."""

    path: Path
    line: int
    check: str
    message: str
    severity: Severity = "error"
    mend: str = ""

    @property
    def remedy(self) -> str:
        """How to mend it, in words for an editor."""
        return self.mend or _USUAL_MENDS.get(self.check, "")
