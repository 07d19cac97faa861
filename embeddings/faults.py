"""Owns the shape of a content fault: where it is, what is wrong, how to mend it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Fault:
    """One finding of the validator. `line` counts from 1; `check` names the rule."""

    path: Path
    line: int
    check: str
    message: str
    severity: Severity = "error"
