"""Owns the finding of identifiers in a text: Presidio with our recognisers, over spaCy's words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from spacy.language import Language
from spacy.tokenizer import Tokenizer

from server.privacy.cues import CueEnhancer
from server.privacy.reading import read
from server.privacy.recognizers import recognizers

_LANGUAGE = "en"
_THRESHOLD = 0.5
# Where two kinds fit alike, the first here counts.
_ORDER = ("CARD", "SSN", "ITIN", "EIN", "ROUTING", "PTIN", "IP_PIN", "PASSPORT", "ACCOUNT")
KINDS = frozenset(_ORDER)
# Words stand apart from digits and signs, as in "ssn:123" and "acct#4".
_APART = re.compile(r"[^A-Za-z\d]|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_SIGN_FIRST = re.compile(r"^[^A-Za-z\d]")


@dataclass(frozen=True)
class Finding:
    """A stretch of text that is an identifier."""

    kind: str
    start: int
    end: int
    score: float


class IdentifierRecognizer:
    """Numbers are told by their form and the words about them: no trained model is needed."""

    def __init__(self) -> None:
        nlp = _tokenizing()
        engine = SpacyNlpEngine()
        engine.nlp = {_LANGUAGE: nlp}  # type: ignore[assignment]  # said to be None for good
        registry = RecognizerRegistry(recognizers(), supported_languages=[_LANGUAGE])
        self._analyzer = AnalyzerEngine(
            registry,
            engine,
            default_score_threshold=_THRESHOLD,
            supported_languages=[_LANGUAGE],
            context_aware_enhancer=CueEnhancer(nlp),
        )

    def find(self, text: str) -> Sequence[Finding]:
        """All findings in the order of the text, none over another."""
        reading = read(text)
        if not any(sign.isdigit() for sign in reading.text):
            return []
        results = self._analyzer.analyze(reading.text, _LANGUAGE)
        return [
            Finding(
                result.entity_type,
                reading.starts[result.start],
                reading.ends[result.end - 1],
                result.score,
            )
            for result in _without_overlaps(results)
        ]


@cache
def _tokenizing() -> Language:
    """One for all of a process: making it takes a tenth of a second."""
    nlp = spacy.blank(_LANGUAGE)
    nlp.tokenizer = Tokenizer(
        nlp.vocab, prefix_search=_SIGN_FIRST.search, infix_finditer=_APART.finditer
    )
    return nlp


def _without_overlaps(results: Sequence[RecognizerResult]) -> list[RecognizerResult]:
    """The surest, then the longest, then the first by kind."""
    kept: list[RecognizerResult] = []
    for result in sorted(
        results, key=lambda r: (-r.score, r.start - r.end, _ORDER.index(r.entity_type))
    ):
        if all(result.end <= other.start or result.start >= other.end for other in kept):
            kept.append(result)
    return sorted(kept, key=lambda result: result.start)
