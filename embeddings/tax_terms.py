"""Owns the recognition of forms, notices, schedules, plans and filing statuses."""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from embeddings.lean_imports import hidden

with hidden("torch"):
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.util import filter_spans
    from spacy.vocab import Vocab

Kind = Literal["form", "notice", "schedule", "plan", "status"]
Pattern = list[dict[str, Any]]

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
# Only a text with one of these can hold a term: most need no recognition, which takes a while.
_HINT = re.compile(
    r"\d|\b(?:ten|sch\w*|k one|w (?:two|four|nine|seven)|married|single|mf[js]|hoh|head"
    r"|joint\w*|separate\w*|widow\w*|surviving)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\s*(?:dollars?|bucks|usd)\b", re.IGNORECASE)
_DIGITS = {"one": "1", "two": "2", "four": "4", "seven": "7", "nine": "9"}
_SPOKEN = {**_DIGITS, "ten": "10", "forty": "40"}
_PREFIXES = frozenset({"form", "forms", "f", "notice", "irs"})
_SCHEDULE = frozenset({"schedule", "schedules", "schd", "sched", "sch"})

_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "1099": ("k", "nec", "misc", "g", "int", "div", "r", "c", "b", "da", "q", "sa", "oid"),
    "1098": ("t", "e"),
    "1095": ("a", "b", "c"),
    "1040": ("x", "es", "sr", "nr", "ez", "v"),
}
# These are words or plurals too ("1099s"): only when written together or with a hyphen.
_TIGHT_SUFFIXES: Mapping[str, tuple[str, ...]] = {"1099": ("a", "s")}
_NUMBERED = frozenset(
    """
    1040 1095 1098 1099 1116 1310 14039 15103 2120 2210 2441 2555 2848 3903 4506 4562 4684 4797
    4852 4868 4972 5329 5405 5498 5695 6251 6781 709 7206 8233 8283 8288 8332 8379 8396 843 8453
    8582 8606 8615 8801 8804 8805 8812 8814 8815 8821 8822 8824 8826 8829 8834 8839 8857 8862
    8863 8867 8879 8880 8885 8886 8888 8889 8911 8915 8917 8919 8936 8938 8941 8949 8958 8959
    8960 8962 8965 8974 8990 8993 8994 8995 9465 941 940 944 945 1041 1065 1120 1127 13844 12153
    12203 433 656 911 706 13614 14454 14653 966 990 5471 3520 1045 1139 9325 4137
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class TaxTerm:
    """A term as it is written once and for all: "1099k", "schedulec", "cp2000", "mfj"."""

    kind: Kind
    name: str


def tax_terms(text: str) -> frozenset[TaxTerm]:
    """The terms a text names, however they are spelled."""
    return frozenset(term for term, _, _ in located_terms(text))


@functools.lru_cache(maxsize=200_000)
def located_terms(text: str) -> tuple[tuple[TaxTerm, int, int], ...]:
    """The terms with the places (start, end) of their characters, in order."""
    if _HINT.search(text) is None:
        return ()
    return tuple(
        (
            TaxTerm(_kind(span.label_), _name(span.label_, [token.lower_ for token in span])),
            span.start_char,
            span.end_char,
        )
        for span in filter_spans(_recogniser()(text).ents)
        if not _is_amount(text[: span.start_char], text[span.end_char :])
    )


def _is_amount(before: str, after: str) -> bool:
    return before.rstrip().endswith("$") or _MONEY.match(after) is not None


def with_terms_joined(text: str) -> str:
    """The text with each term as one word, filing statuses left as they are."""
    joined, done = [], 0
    for term, start, end in located_terms(text):
        if term.kind != "status":
            joined += [text[done:start], " ", term.name, " "]
            done = end
    return "".join([*joined, text[done:]])


def _kind(label: str) -> Kind:
    kinds: dict[str, Kind] = {
        "FORM": "form", "NOTICE": "notice", "SCHEDULE": "schedule", "PLAN": "plan",
    }  # fmt: skip
    return kinds.get(label, "status")


def _name(label: str, words: list[str]) -> str:
    if label in _STATUSES:
        return label
    kept = [_SPOKEN.get(word, word) for word in words if word[0].isalnum()]
    if kept[0] in _SCHEDULE:
        return "schedule" + "".join(kept[1:])
    while len(kept) > 1 and kept[0] in _PREFIXES:
        kept = kept[1:]
    if label == "SCHEDULE":  # "K-1" without the word
        return "schedule" + "".join(kept)
    return "".join(kept)


class _Tokens:
    """Letters, digits and signs apart: "1099K", "1099-k" and "w2" come in the same pieces."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        found = list(_TOKEN.finditer(text))
        ends = [*(match.start() for match in found[1:]), len(text)]
        # A line break or several spaces count as one: places are kept apart, in `located_terms`.
        words: list[str] = []
        spaces: list[bool] = []
        place = 0
        for match, end in zip(found, ends, strict=True):
            if match.start() > place:
                words.append(text[place : match.start()])
                spaces.append(False)
            words.append(match[0])
            gap = end - match.end()
            spaces.append(gap > 0 and text[match.end()] == " ")
            place = match.end() + (1 if spaces[-1] else 0)
        if place < len(text):
            words.append(text[place:])
            spaces.append(False)
        return Doc(self._vocab, words, spaces)


@functools.lru_cache(maxsize=1)
def _recogniser() -> Language:
    pipeline = spacy.blank("en")
    pipeline.tokenizer = _Tokens(pipeline.vocab)
    ruler = pipeline.add_pipe("entity_ruler", config={"overwrite_ents": True})
    ruler.add_patterns(  # type: ignore[attr-defined]
        [{"label": label, "pattern": pattern} for label, pattern in _patterns()]
    )
    return pipeline


_HYPHEN: dict[str, Any] = {"TEXT": {"IN": ["-", "\u2010", "\u2011", "\u2013"]}, "OP": "?"}
# "1099s" and "941s" are plurals.
_LETTERS: dict[str, Any] = {"LOWER": {"REGEX": "^([a-rt-z]|[a-z][a-z])$"}}
_PREFIX: dict[str, Any] = {"LOWER": {"IN": sorted(_PREFIXES)}, "OP": "?"}


def _one_of(words: Iterable[str], **more: Any) -> dict[str, Any]:
    return {"LOWER": {"IN": sorted(words)}, **more}


def _patterns() -> Iterable[tuple[str, Pattern]]:
    yield from _w_forms()
    yield from _numbered_forms()
    yield from _notices()
    yield from _schedules()
    yield from _plans()
    for label, phrases in _STATUSES.items():
        for phrase in phrases:
            yield label, [{"LOWER": word} for word in phrase.split()]


def _w_forms() -> Iterable[tuple[str, Pattern]]:
    digits = _one_of([*"23479", "two", "four", "seven", "nine"])
    yield "FORM", [_PREFIX, {"LOWER": "w"}, _HYPHEN, digits]
    tight = {**digits, "SPACY": False}
    yield "FORM", [_PREFIX, {"LOWER": "w"}, _HYPHEN, tight, _HYPHEN, _one_of("cgprv")]


def _numbered_forms() -> Iterable[tuple[str, Pattern]]:
    yield "FORM", [_PREFIX, _one_of(_NUMBERED)]
    yield "FORM", [_PREFIX, _one_of(_NUMBERED, SPACY=False), _HYPHEN, _LETTERS]
    prefix = {"LOWER": {"IN": ["form", "forms"]}}
    yield "FORM", [prefix, {"TEXT": {"REGEX": r"^\d{3,5}$"}}]
    spoken = (
        [{"LOWER": "10"}, _HYPHEN, {"LOWER": "40"}],
        [{"LOWER": "ten"}, _HYPHEN, {"LOWER": "forty"}],
    )
    for start in spoken:
        yield "FORM", [_PREFIX, *start]
        yield "FORM", [_PREFIX, *start, _HYPHEN, _one_of(_SUFFIXES["1040"])]
    for number, suffixes in _SUFFIXES.items():
        yield "FORM", [_PREFIX, {"LOWER": number}, _HYPHEN, _one_of(suffixes)]
    for number, suffixes in _TIGHT_SUFFIXES.items():
        hyphen = {**_HYPHEN, "OP": "1"}
        yield "FORM", [_PREFIX, {"LOWER": number}, hyphen, _one_of(suffixes)]
    yield "FORM", [_PREFIX, {"LOWER": "ss"}, _HYPHEN, _one_of("458")]


def _notices() -> Iterable[tuple[str, Pattern]]:
    number = {"TEXT": {"REGEX": r"^\d{1,4}$"}}
    kinds = _one_of(("cp", "lt"))
    yield "NOTICE", [_PREFIX, kinds, _HYPHEN, number]
    yield (
        "NOTICE",
        [_PREFIX, kinds, _HYPHEN, {**number, "SPACY": False}, {"LOWER": {"REGEX": "^[a-z]$"}}],
    )
    yield "NOTICE", [_PREFIX, {"LOWER": "cp"}, number, _one_of("e")]
    letter = {"TEXT": {"REGEX": r"^\d{2,4}$"}}
    yield "NOTICE", [{"LOWER": "letter"}, letter]
    yield (
        "NOTICE",
        [{"LOWER": "letter"}, {**letter, "SPACY": False}, {"LOWER": {"REGEX": "^[a-z]$"}}],
    )


def _schedules() -> Iterable[tuple[str, Pattern]]:
    dot = {"TEXT": ".", "OP": "?"}
    word = _one_of(_SCHEDULE)
    names = (*"abcdefhjr", "se", "eic", *"123", "8812")
    yield "SCHEDULE", [word, dot, _one_of(names)]
    yield "SCHEDULE", [word, dot, {"LOWER": "1", "SPACY": False}, _HYPHEN, {"LOWER": "a"}]
    one = _one_of(("1", "one"))
    yield "SCHEDULE", [word, dot, {"LOWER": "k"}, _HYPHEN, one]
    yield "SCHEDULE", [{"LOWER": "k"}, {**_HYPHEN, "OP": "1"}, one]
    yield "SCHEDULE", [{"LOWER": "k", "SPACY": False}, {"LOWER": "1"}]


def _plans() -> Iterable[tuple[str, Pattern]]:
    opening, closing = {"TEXT": "(", "OP": "?"}, {"TEXT": ")", "OP": "?"}
    for number, letter in (("401", "k"), ("403", "b"), ("457", "b")):
        yield "PLAN", [{"LOWER": number}, _HYPHEN, opening, {"LOWER": letter}, closing]
    yield "PLAN", [{"LOWER": "529"}]


_STATUSES: Mapping[str, tuple[str, ...]] = {
    "mfj": (
        "mfj", "married filing jointly", "married filing joint", "married jointly", "married joint",
        "filing jointly", "file jointly", "joint return", "jointly", "filing joint", "file joint",
    ),
    "mfs": (
        "mfs", "married filing separately", "married filing separate", "filing separately",
        "file separately", "married separate", "married separately", "filing separate",
    ),
    "hoh": ("hoh", "head of household", "head of house", "head of the household"),
    "qss": (
        "qss", "qualifying surviving spouse", "surviving spouse", "qualifying widow",
        "qualifying widower",
    ),
    "single": ("single", "filing single", "file single", "filing as single"),
}  # fmt: skip
