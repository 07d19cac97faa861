"""Owns the fit of follow-ups: how they are told from new questions, and what they ask."""

from collections.abc import Callable, Sequence

import numpy as np

from embeddings.choice_fit import SEED, Places, fit_choice, fit_logistic, out_of_fold
from embeddings.confidence import entry_places
from embeddings.follow_ups import (
    DETECTION_FEATURES,
    RANKING_FEATURES,
    Context,
    detection_features,
    joined_text,
    ranking_features,
)
from embeddings.labelled import Question, answers_it
from embeddings.ranking import Floats, RankingWeights, probabilities
from embeddings.retriever import Retriever
from embeddings.settings import Confidence, FollowUp
from embeddings.tax_years import asked_tax_year

REGULARISATION = 0.002
# How many unconnected messages are put after each question that has a follow-up.
STRANGERS_EACH = 4


def fit_follow_ups(
    retriever: Retriever,
    questions: Sequence[Question],
    strangers: Sequence[Question],
    weights: RankingWeights,
) -> FollowUp:
    """Fits both models. `strangers` are messages that follow nothing.

    Raises ValueError where there are no follow-ups or no new topics to learn from.
    """
    leaning = [q for q in questions if not q.new_topic]
    new = [q for q in questions if q.new_topic]
    if not leaning or not new:
        raise ValueError("needs follow-ups and new topics: add tests/questions/follow_ups.yml")
    contexts = [context_of(retriever, q.context[-1], weights) for q in leaning]
    pairs = [(c, q.text, True) for c, q in zip(contexts, leaning, strict=True)]
    pairs += [(context_of(retriever, q.context[-1], weights), q.text, False) for q in new]
    chosen = np.random.RandomState(SEED).choice(
        len(strangers), min(len(strangers), STRANGERS_EACH * len(leaning)), replace=False
    )
    pairs += [
        (contexts[at % len(contexts)], strangers[int(place)].text, False)
        for at, place in enumerate(chosen)
    ]
    return _ranking(retriever, leaning, contexts, weights, _detection(retriever, pairs, weights))


def context_of(retriever: Retriever, question: str, weights: RankingWeights) -> Context:
    """What is remembered after a question: itself and the entry nearest to it."""
    evidence = retriever.evidence(question)
    utilities, _, _ = probabilities(evidence, weights)
    places = entry_places(evidence)
    best = evidence.targets[places[np.argmax(utilities[places])]]
    return Context(question, best, asked_tax_year(question))


def _detection(
    retriever: Retriever, pairs: Sequence[tuple[Context, str, bool]], weights: RankingWeights
) -> Confidence:
    entries = retriever.corpus.entries
    values = np.stack(
        [
            detection_features(
                context,
                text,
                retriever.evidence(text),
                retriever.evidence(joined_text(context, text)),
                weights,
                entries,
            )
            for context, text, _ in pairs
        ]
    )
    labels = np.array([leans for _, _, leans in pairs])
    # Both kinds count the same in all, however many strangers there are.
    importance = np.where(labels, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    bias, found = fit_logistic(values, labels, importance)
    named = zip(DETECTION_FEATURES, found, strict=True)
    return Confidence(bias=round(bias, 4), features={name: round(float(w), 4) for name, w in named})


def _ranking(
    retriever: Retriever,
    questions: Sequence[Question],
    contexts: Sequence[Context],
    weights: RankingWeights,
    detection: Confidence,
) -> FollowUp:
    cases, right = [], []
    for question, context in zip(questions, contexts, strict=True):
        alone = retriever.evidence(question.text)
        joined = retriever.evidence(joined_text(context, question.text))
        entries = retriever.corpus.entries
        earlier = retriever.evidence(context.question)
        cases.append(ranking_features(context, alone, joined, earlier, weights, entries))
        year = asked_tax_year(question.text) or context.tax_year
        right.append(
            [
                answers_it(question, target, retriever.answer(target, year).markdown)
                if not question.entries
                else target in question.entries
                for target in (alone.targets[at] for at in entry_places(alone))
            ]
        )
    features, chosen = np.stack(cases), np.array(right)
    known = chosen.any(axis=1)
    features, chosen = features[known], chosen[known]
    ones = np.ones(len(features))

    def fitted(train: Places) -> Floats:
        return fit_choice(features[train], chosen[train], ones[train], REGULARISATION)

    utilities = out_of_fold(
        len(features), lambda train: _predicting(features, fitted(train)), (chosen.shape[1],)
    )
    logits, first = _log_odds(utilities)
    hit = chosen[np.arange(len(chosen)), first]
    bias, slope = fit_logistic(logits[:, None], hit, ones)
    found = fitted(np.arange(len(features)))
    named = zip(RANKING_FEATURES, found, strict=True)
    return FollowUp(
        detection=detection,
        ranking={name: round(float(weight), 4) for name, weight in named},
        confidence=round(float(slope[0]), 4),
        confidence_bias=round(bias, 4),
    )


def _predicting(features: Floats, weights: Floats) -> Callable[[Places], Floats]:
    return lambda test: features[test] @ weights


def _log_odds(utilities: Floats) -> tuple[Floats, Places]:
    """The log-odds of the likeliest alternative of each case, and which it is."""
    exponents = np.exp(utilities - utilities.max(axis=1, keepdims=True))
    shares = exponents / exponents.sum(axis=1, keepdims=True)
    first = shares.argmax(axis=1)
    share = np.clip(shares[np.arange(len(shares)), first], 1e-6, 1 - 1e-6)
    return np.log(share / (1 - share)), first
