"""Owns the identifiers that are masked: their kinds and how each is recognised."""

from collections.abc import Sequence
from dataclasses import dataclass

from presidio_analyzer import Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer.predefined_recognizers import CreditCardRecognizer

# "123-45-6789" is Presidio's own example of an invalid number, yet people paste it: no checks on
# the digits beyond what tells an SSN from an ITIN. Form, notice and line numbers are shorter.
_DASH = r"[-\u2010-\u2015]"  # phones and word processors put their own in place of a hyphen
_SPACE = r"[ \u00a0\u2009\u202f]"
_GAP = rf"(?:{_SPACE}?{_DASH}{_SPACE}?|\.|{_SPACE})"
_SEPARATED = rf"(?<![\d-])\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{4}}(?![\d-])"
_ITIN = rf"(?<![\d-])9\d{{2}}{_GAP}?[5-9]\d{_GAP}?\d{{4}}(?![\d-])"
_EIN = rf"(?<![\d-])\d{{2}}{_DASH}\d{{7}}(?![\d-])"
_NINE = r"(?<!\d)\d{9}(?!\d)"
_ACCOUNT = r"(?<![\d-])\d{6,17}(?![\d-])"
_PLAIN = 0.01  # needs a word near it that says what it is
_CLEAR = 0.8


@dataclass(frozen=True)
class _Kind:
    name: str
    pattern: str
    score: float
    context: tuple[str, ...] = ()


_KINDS = (
    _Kind("ITIN", _ITIN, 0.85),
    _Kind("SSN", _SEPARATED, _CLEAR),
    _Kind("SSN", _NINE, _CLEAR),
    _Kind("EIN", _EIN, _CLEAR),
    _Kind("BANK", _ACCOUNT, _PLAIN, ("account", "acct", "routing", "checking", "savings", "iban")),
)
# Characters before a number in which a word of its context counts.
_CONTEXT_REACH = 40


@dataclass(frozen=True)
class Finding:
    """A stretch of text that is an identifier."""

    kind: str
    start: int
    end: int
    score: float


class IdentifierRecognizer:
    """Presidio's pattern recognisers, without its language model: numbers need none."""

    def __init__(self) -> None:
        self._recognizers = [
            (kind, PatternRecognizer(kind.name, patterns=[Pattern("p", kind.pattern, kind.score)]))
            for kind in _KINDS
        ]
        self._cards = CreditCardRecognizer()

    def find(self, text: str) -> Sequence[Finding]:
        """All findings, the surest first where they overlap, else in the order of the text."""
        findings = [_finding(r, "CARD") for r in self._cards.analyze(text, ["CREDIT_CARD"], None)]
        for kind, recognizer in self._recognizers:
            for result in recognizer.analyze(text, [kind.name], None):
                before = text[max(0, result.start - _CONTEXT_REACH) : result.start].lower()
                if not kind.context or any(word in before for word in kind.context):
                    findings.append(_finding(result, kind.name))
        return _without_overlaps(findings)


def _finding(result: RecognizerResult, kind: str) -> Finding:
    return Finding(kind, result.start, result.end, result.score)


def _without_overlaps(findings: Sequence[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (-f.score, f.start)):
        if all(finding.end <= other.start or finding.start >= other.end for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda finding: finding.start)
