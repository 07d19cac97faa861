"""Owns masking: identifiers leave a message before it is stored, logged or passed on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from server.privacy.identifiers import Finding, IdentifierRecognizer

# What a person types takes two; each reads the whole text again.
_MOST_PASSES = 6
# An endless row of digits: which of them are a number, nobody can say.
_ROW = re.compile(r"\d(?:\W{0,3}\d){8,}")


@dataclass(frozen=True)
class MaskedText:
    """A text without identifiers, and the kinds that were in it.

    `before` are the messages it was read with, without what they held of an identifier that it
    ends.
    """

    text: str
    kinds: tuple[str, ...]
    before: tuple[str, ...] = ()


class Masker:
    """Replaces each identifier by its kind: "ssn 123-45-6789" becomes "ssn [SSN]"."""

    def __init__(self, recognizer: IdentifierRecognizer) -> None:
        self._recognizer = recognizer

    def mask(self, text: str, before: Sequence[str] = ()) -> MaskedText:
        """`before`: what the same person typed last, oldest first. "123-45" may end in the next
        message, and "my ssn is" says what comes in it.
        """
        kinds: list[str] = []
        asked = _after_question(before)
        lines = [*before[asked:], text]
        # What a number is may show only once the one beside it is gone.
        for _ in range(_MOST_PASSES):
            found = self._found(lines)
            if not found:
                break
            kinds += [finding.kind for finding in found]
            lines = _masked(lines, found)
        else:
            lines[-1] = _ROW.sub("[ACCOUNT]", lines[-1])
        return MaskedText(lines[-1], tuple(kinds), (*before[:asked], *lines[:-1]))

    def _found(self, lines: Sequence[str]) -> list[Finding]:
        """Those that end in the last line; in those before, all was masked that is whole."""
        last = sum(len(line) + 1 for line in lines[:-1])
        return [
            finding for finding in self._recognizer.find("\n".join(lines)) if finding.end > last
        ]


def _after_question(lines: Sequence[str]) -> int:
    """Where the lines begin that may go on in the next: who asks has ended."""
    return max((at + 1 for at, line in enumerate(lines) if line.rstrip().endswith("?")), default=0)


def _masked(lines: Sequence[str], findings: Sequence[Finding]) -> list[str]:
    """Each line loses its part of each finding."""
    masked, at = [], 0
    for line in lines:
        kept, done = "", 0
        for finding in findings:
            start, end = max(finding.start - at, done), min(finding.end - at, len(line))
            if start < end:
                kept += f"{line[done:start]}[{finding.kind}]"
                done = end
        masked.append(kept + line[done:])
        at += len(line) + 1
    return masked
