"""Owns follow-ups: whether a message leans on the one before, and what it then asks."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from embeddings.confidence import Candidate, Ranked, confidence_of, entry_places
from embeddings.corpus import Entry
from embeddings.decision import Decision
from embeddings.lexical import terms
from embeddings.ranking import Evidence, Floats, RankingWeights, probabilities
from embeddings.settings import Confidence, FollowUp

# What tells a follow-up from a new question. `alone` and `joined` are the highest probability of
# an entry for the message by itself and after the question before it; `none`, `redirects` that of
# nothing and of a redirect, by itself; `best` its highest similarity; `same`: both find one entry;
# `stays`: joined, it finds the earlier entry still, or one related to that;
# `topic`, `related`: what it finds by itself is of the earlier entry's topic, or related to it.
DETECTION_FEATURES = (
    "words", "terms", "opening", "pronoun", "alone", "joined", "none", "redirects", "best",
    "same", "stays", "topic", "related",
)  # fmt: skip
# What speaks for an entry as the answer to a follow-up: log-probabilities of the message after the
# earlier question, by itself, and of that question alone; the message's own words in the entry; and
# the entry's tie to the earlier one: `kin` are those related to one that is related to it.
RANKING_FEATURES = ("joined", "alone", "earlier", "words", "same", "related", "kin", "topic")
# Those of DETECTION_FEATURES, each from 0 to 1, that the text after the earlier question decides.
_OF_JOINED = ("joined", "same", "stays")
_LOWEST = -30.0
# Characters of the question before that a follow-up is read with: a chain of them grows no further.
LONGEST_QUESTION = 300
_OPENING = re.compile(
    r"(and|but|so|or|ok|also|then|what about|how about|what if|what's that|for|if)\b"
    r"|(does|is|can|will|do|are) (it|that|this|they|those|these)\b"
)
_PRONOUN = re.compile(
    r"\b(it|that|this|they|them|those|these|there|he|she|him|her|one|ones|same|either|instead|both)\b"
)


@dataclass(frozen=True)
class Context:
    """What the conversation is about: the last question as it was understood, the entry given for
    it or nearest to it, and the tax year somebody named, which holds until another one is named.
    """

    question: str
    entry_id: str | None
    tax_year: int | None = None


def joined_text(context: Context, text: str) -> str:
    """The question a follow-up is read as."""
    return f"{context.question[-LONGEST_QUESTION:]} {text}"


def next_context(context: Context | None, text: str, decision: Decision) -> Context | None:
    """What is remembered after a turn: small talk and the like change nothing but the year."""
    named = decision.tax_year if decision.year_lasts else None
    year = named or (context.tax_year if context else None)
    about_tax = decision.outcome in ("answered", "choices", "unanswered")
    if not about_tax and not (decision.outcome == "account" and decision.entries):
        return replace(context, tax_year=year) if context else None
    found = decision.entries or tuple(c.entry_id for c in decision.candidates)
    return Context(decision.resolved or text, found[0] if found else None, year)


def detection_features(
    context: Context,
    text: str,
    alone: Evidence,
    joined: Evidence,
    weights: RankingWeights,
    entries: Mapping[str, Entry],
) -> Floats:
    """The values of DETECTION_FEATURES."""
    _, own, none = probabilities(alone, weights)
    _, together, _ = probabilities(joined, weights)
    places = entry_places(alone)
    own_best, joined_best = (places[np.argmax(share[places])] for share in (own, together))
    found, together_found = alone.targets[own_best], alone.targets[joined_best]
    before = context.entry_id
    lowered = text.lower().strip()
    return np.array(
        [
            math.log(1 + len(lowered.split())),
            len(terms(text)),
            float(_OPENING.match(lowered) is not None),
            float(_PRONOUN.search(lowered) is not None),
            own[own_best],
            together[joined_best],
            none,
            own[np.flatnonzero(alone.features[:, -1])].sum(),
            alone.features[:, 0].max(),
            float(own_best == joined_best),
            float(together_found == before or _is_related(together_found, before, entries)),
            float(_topic(found) == _topic(before or "")),
            float(_is_related(found, before, entries)),
        ]
    )


def may_lean(
    context: Context,
    text: str,
    alone: Evidence,
    weights: RankingWeights,
    entries: Mapping[str, Entry],
    numbers: Confidence,
) -> float:
    """The highest probability of a follow-up there can be, whatever the joined text finds. Most
    messages stand on their own so clearly that it need not be encoded.
    """
    values = detection_features(context, text, alone, alone, weights, entries)
    for name in _OF_JOINED:
        values[DETECTION_FEATURES.index(name)] = float(numbers.features[name] > 0)
    return confidence_of(values, numbers, DETECTION_FEATURES)


def ranking_features(
    context: Context,
    alone: Evidence,
    joined: Evidence,
    earlier: Evidence,
    weights: RankingWeights,
    entries: Mapping[str, Entry],
) -> Floats:
    """Shape (entries, RANKING_FEATURES), in the order of `entry_places`."""
    places = entry_places(alone)
    targets = [alone.targets[at] for at in places]
    before = context.entry_id or ""
    kin = _kin(before, entries)
    columns = (
        _logs(joined, weights)[places],
        _logs(alone, weights)[places],
        _logs(earlier, weights)[places],
        alone.features[places, 3],
        np.array([float(target == before) for target in targets]),
        np.array([float(_is_related(target, before, entries)) for target in targets]),
        np.array([float(target in kin) for target in targets]),
        np.array([float(_topic(target) == _topic(before)) for target in targets]),
    )
    return np.stack(columns, axis=1)


def resolved(
    ranked: Ranked, evidence: Evidence, features: Floats, numbers: FollowUp, most: int
) -> Ranked:
    """The ranking of a follow-up. `ranked` and `evidence` are those of the joined text."""
    utilities = features @ np.array([numbers.ranking[name] for name in RANKING_FEATURES])
    exponents = np.exp(utilities - utilities.max())
    shares = exponents / exponents.sum()
    places = entry_places(evidence)
    order = np.argsort(-utilities, kind="stable")[:most]
    known = {candidate.entry_id: candidate for candidate in ranked.candidates}
    candidates = tuple(
        replace(
            known.get(evidence.targets[places[at]]) or _candidate(evidence, int(places[at])),
            score=float(utilities[at]),
            probability=float(shares[at]),
        )
        for at in order
    )
    share = min(max(candidates[0].probability, 1e-6), 1 - 1e-6)
    logit = numbers.confidence_bias + numbers.confidence * math.log(share / (1 - share))
    return Ranked(candidates, {}, 1 / (1 + math.exp(-logit)))


def _candidate(evidence: Evidence, at: int) -> Candidate:
    best, near, _, _, coverage, *_ = map(float, evidence.features[at])
    target = evidence.targets[at]
    return Candidate(target, 0.0, best, near, coverage, evidence.passages.get(target, ""))


def _logs(evidence: Evidence, weights: RankingWeights) -> Floats:
    _, shares, _ = probabilities(evidence, weights)
    logs: Floats = np.log(np.maximum(shares, math.exp(_LOWEST)))
    return logs


def _topic(target: str) -> str:
    return target.partition("/")[0]


def _is_related(target: str, before: str | None, entries: Mapping[str, Entry]) -> bool:
    if before is None or target not in entries or before not in entries:
        return False
    return target in entries[before].related or before in entries[target].related


def _kin(before: str, entries: Mapping[str, Entry]) -> frozenset[str]:
    """Entries related to one that the earlier entry names as related."""
    listed = entries[before].related if before in entries else ()
    named = [near for near in listed if near in entries]
    onward = {far for near in named for far in entries[near].related}
    back = {entry.id for entry in entries.values() if any(near in entry.related for near in named)}
    return frozenset(onward | back)
