"""Owns cues: the words that say what a number is, and which of them speaks of a given number."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import yaml
from presidio_analyzer import RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts
from pydantic import BaseModel, BeforeValidator, ConfigDict
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

OTHER, PHONE = "OTHER", "PHONE"
_FILE = Path(__file__).with_name("cues.yml")
_REACH, _REACH_AFTER, _PHONE_REACH, _NEXT = 14, 5, 4, 5
# An account number, and no amount.
_LONG = 8
_NEAR, _AROUND, _FOLLOWING, _NONE = 0.95, 0.9, 0.85, 0.0
# The score of a form that identifies nothing where a word says that it is something else.
LIKELY = 0.6
CERTAIN = 0.8
# People call one by the other's name; which one it is its digits say.
_ALIKE = frozenset({"SSN", "ITIN"})
# How many digits the kinds have, typing errors included, where that tells them from others.
_DIGITS = {"CARD": (12, 19), "IP_PIN": (6, 6), "PTIN": (7, 9)}
# These are told by their cue alone, so it has to stand close.
CLOSE_KINDS = frozenset({"ACCOUNT", "IP_PIN"})
# Words between the numbers of a list.
_JOINING = frozenset({"and", "or", "then", "y"})


def _list(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.split(","))


Phrases = Annotated[frozenset[str], BeforeValidator(_list)]


class Wording(BaseModel):
    """`cues.yml`: what each list is for is said there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: dict[str, Phrases]
    phones: Phrases
    other: Phrases
    fillers: Phrases
    sources: Phrases
    after: Phrases
    links: Phrases


@dataclass(frozen=True)
class _Cue:
    kind: str
    start: int
    end: int


class CueEnhancer(ContextAwareEnhancer):
    """Scores a number by the cue that speaks of it, in place of Presidio's bag of words near it.

    With several numbers in a message each has a cue of its own: "routing 1… account 2…".
    """

    def __init__(self, nlp: Language) -> None:
        super().__init__(0.0, 0.0, _REACH, _REACH_AFTER)
        self._words = Wording.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        for kind, phrases in self._kinds().items():
            docs = [Doc(nlp.vocab, words=phrase.split()) for phrase in sorted(phrases)]
            self._matcher.add(kind, docs)

    def _kinds(self) -> dict[str, frozenset[str]]:
        words = self._words
        return {**words.kinds, PHONE: words.phones, OTHER: words.other}

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[Any],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        doc: Doc = nlp_artifacts.tokens
        cues = self._cues(doc)
        for result in raw_results:
            tokens = doc.char_span(result.start, result.end, alignment_mode="expand")
            if tokens is not None:
                result.score = self._score(result, doc, tokens, cues)
        return raw_results

    def _cues(self, doc: Doc) -> list[_Cue]:
        spans = filter_spans(
            [Span(doc, *match[1:], label=match[0]) for match in self._matcher(doc)]
        )
        return [_Cue(span.label_, span.start, span.end) for span in spans]

    def _score(self, result: RecognizerResult, doc: Doc, tokens: Span, cues: list[_Cue]) -> float:
        kind, score, words = result.entity_type, float(result.score), self._words
        digits = sum(sign.isdigit() for sign in tokens.text)
        if kind in _ALIKE:
            cues = [replace(cue, kind=kind) if cue.kind in _ALIKE else cue for cue in cues]
        before = [cue for cue in cues if _is_before(cue, tokens) and _fits(cue, digits)]
        close = _close(doc, tokens.start, before, words.fillers)
        if kind in (close, _close(doc, tokens.start, before, words.fillers | words.sources)):
            return max(score, _NEAR)
        last = before[-1] if before else None
        if score < CERTAIN and (close in (OTHER, PHONE) or _is_phone(last, tokens)):
            return _NONE
        if self._is_around(kind, before, doc, tokens):
            return max(score, _AROUND)
        after = [cue for cue in cues if cue.kind == kind and not self._leads(doc, cue)]
        if any(_follows(doc, tokens.end, cue, words.after) for cue in after):
            return max(score, _FOLLOWING)
        return score

    def _leads(self, doc: Doc, cue: _Cue) -> bool:
        """It has a number of its own behind it: "code 500-01, SSN 123-45-6789"."""
        rest = (t.lower_ for t in doc[cue.end : cue.end + _REACH_AFTER])
        word = next((w for w in rest if w[0].isalnum() and w not in self._words.fillers), "")
        return word.isdigit()

    def _is_around(self, kind: str, before: list[_Cue], doc: Doc, tokens: Span) -> bool:
        """With other words between. Kinds told by their cue alone need a verb: "my PIN … is 1"."""
        if kind in CLOSE_KINDS:
            is_linked = tokens.start > 0 and doc[tokens.start - 1].lower_ in self._words.links
            named = [cue for cue in before if not self._is_source(doc, cue)]
            is_long = kind == "IP_PIN" or sum(map(str.isdigit, tokens.text)) >= _LONG
            is_next = is_long and bool(before) and tokens.start - before[-1].end <= _NEXT
            is_named = bool(named) and named[-1].kind == kind
            return is_named and (is_linked or (is_next and before[-1] == named[-1]))
        kinds = [cue.kind for cue in before if cue.kind != OTHER]
        return bool(kinds) and kinds[-1] == kind

    def _is_source(self, doc: Doc, cue: _Cue) -> bool:
        return all(token.lower_ in self._words.sources for token in doc[cue.start : cue.end])


def _fits(cue: _Cue, digits: int) -> bool:
    """A word for something of another length speaks of nothing here."""
    least, most = _DIGITS.get(cue.kind, (1, 40))
    return least <= digits <= most


def _is_phone(cue: _Cue | None, tokens: Span) -> bool:
    return cue is not None and cue.kind == PHONE and tokens.start - cue.end <= _PHONE_REACH


def _is_before(cue: _Cue, tokens: Span) -> bool:
    """A form may begin with a word of its cue, as in "p 1234"."""
    return cue.start < tokens.start and -1 <= tokens.start - cue.end <= _REACH


def _close(doc: Doc, start: int, before: list[_Cue], fillers: frozenset[str]) -> str | None:
    """The kind of the last cue from which only fillers lead to the number."""
    for cue in reversed(before):
        gap = [token.lower_ for token in doc[cue.end : start]]
        if cue.kind == OTHER and "\n" in gap and not any(_words(gap)):
            continue  # "I need a transcript", and in the next message a number
        if not _is_filled(gap, fillers):
            return None
        words = {token.lower_ for token in doc[cue.start : cue.end]}
        if not words <= fillers:
            return cue.kind
    return None


def _is_filled(gap: list[str], fillers: frozenset[str]) -> bool:
    """A list of numbers may follow its cue: "accounts 123 and 456"."""
    words = list(_words(gap))
    joined = any(word.isdigit() for word in gap)
    return all(word in fillers or (joined and word in _JOINING) for word in words)


def _words(tokens: list[str]) -> Iterator[str]:
    return (token for token in tokens if token.isalpha())


def _follows(doc: Doc, end: int, cue: _Cue, fillers: frozenset[str]) -> bool:
    if not 0 <= cue.start - end <= _REACH_AFTER:
        return False
    return all(word in fillers for word in _words([t.lower_ for t in doc[end : cue.start]]))
