"""Owns the fit of every fitted number on labelled questions, and the choice of the thresholds."""

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.calibration import calibration_error, reliability, threshold_for
from embeddings.choice_fit import (
    Booleans,
    Features,
    Places,
    fit_choice,
    fit_logistic,
    out_of_fold,
    sigmoid,
)
from embeddings.confidence import CONFIDENCE_FEATURES, confidence_features, entry_places
from embeddings.fitting_follow_ups import fit_follow_ups
from embeddings.labelled import REDIRECTED_KINDS, Question, answers_it
from embeddings.ranking import FEATURES, RANKED, Evidence, Floats, RankingWeights, probabilities
from embeddings.retriever import Retriever
from embeddings.settings import Confidence, Fitted, FittedFor, Ranking, Targets
from embeddings.tax_years import asked_tax_year

# Requests that have nothing to do with tax are many and easy: each counts for this much in the
# confidence, and one in five is enough for the ranking.
FAR_IMPORTANCE = 0.2
FAR_STEP = 5
FAR_KINDS = frozenset({"other", "oos"})
RANKING_REGULARISATION = 0.002
# Fewer questions of a kind than this tell nothing.
FEWEST = 20

Track = Callable[[Iterable[Question]], Iterable[Question]]


@dataclass(frozen=True)
class Case:
    """A labelled question with its evidence; `right` tells which targets are right for it."""

    question: Question
    evidence: Evidence
    right: Booleans

    @property
    def importance(self) -> float:
        return FAR_IMPORTANCE if self.question.kind in FAR_KINDS else 1.0


@dataclass(frozen=True)
class OutOfFold:
    """For each case, by models fitted without its fold: how likely the best entry was held to be
    right, and whether it was. `high_risk`: the best entry is one.
    """

    cases: Sequence[Case]
    confidences: Floats
    right: Booleans
    high_risk: Booleans


@dataclass(frozen=True)
class Fit:
    """The fitted numbers, and what they give out of fold."""

    fitted: Fitted
    out_of_fold: OutOfFold

    @property
    def cases(self) -> Sequence[Case]:
        return self.out_of_fold.cases

    @property
    def confidences(self) -> Floats:
        return self.out_of_fold.confidences

    @property
    def right(self) -> Booleans:
        return self.out_of_fold.right

    @property
    def high_risk(self) -> Booleans:
        return self.out_of_fold.high_risk


def fit(
    retriever: Retriever, questions: Sequence[Question], targets: Targets, track: Track = iter
) -> Fit:
    """Fits with cross-validation. Raises ValueError with too few questions of a kind."""
    cases = [case_of(retriever, question) for question in track(_single(questions))]
    answerable = np.array([case.question.is_answerable for case in cases], dtype=bool)
    if min(answerable.sum(), (~answerable).sum()) < FEWEST:
        raise ValueError(f"needs at least {FEWEST} questions with an answer and {FEWEST} without")
    features, chosen = _alternatives(cases)
    importance = np.array([case.importance for case in cases])
    # One in FAR_STEP of the far ones is enough for the ranking.
    is_core = (importance == 1.0) | (np.cumsum(importance != 1.0) % FAR_STEP == 0)

    def ranked(train: Places) -> Callable[[Places], Floats]:
        core = train[is_core[train]]
        weights = _weights(features[core], chosen[core])
        return lambda test: np.stack([_values(cases[at], weights) for at in test])

    found = out_of_fold(len(cases), ranked, (len(CONFIDENCE_FEATURES) + 1,))
    values, places = found[:, :-1], found[:, -1].astype(int)
    right = np.array([c.right[at] for c, at in zip(cases, places, strict=True)]) & answerable

    def calibrated(train: Places) -> Callable[[Places], Floats]:
        bias, weights = fit_logistic(values[train], right[train], importance[train])
        return lambda test: sigmoid(bias + values[test] @ weights)

    confidences = out_of_fold(len(cases), calibrated)
    high = np.array([_is_high(retriever, c, at) for c, at in zip(cases, places, strict=True)])
    bias, weights = fit_logistic(values, right, importance)
    confidence = Confidence(bias=round(bias, 4), features=_named(CONFIDENCE_FEATURES, weights))
    ranking = _weights(features[is_core], chosen[is_core])
    folds = OutOfFold(cases, confidences, right, high)
    return Fit(_fitted(retriever, questions, folds, ranking, confidence, targets), folds)


def _fitted(
    retriever: Retriever,
    questions: Sequence[Question],
    made: OutOfFold,
    ranking: RankingWeights,
    confidence: Confidence,
    targets: Targets,
) -> Fitted:
    """All fitted numbers, with the thresholds that keep the targets out of fold."""
    right, sure, high = made.right, made.confidences, made.high_risk
    no_answer = np.array([case.question.kind in REDIRECTED_KINDS for case in made.cases])
    answer = threshold_for(sure, right, no_answer, targets.wrong_among_answers, targets)
    answer_high = threshold_for(
        sure[high], right[high], no_answer[high], targets.wrong_among_high_risk_answers, targets
    )
    follow_ups = [question for question in questions if question.context]
    near = np.array([case.importance == 1.0 for case in made.cases])
    return Fitted(
        fitted_for=FittedFor(
            encoder=retriever.manifest.encoder,
            content_hash=retriever.manifest.content_hash,
            questions=len(made.cases) + len(follow_ups),
        ),
        ranking=Ranking(
            features={name: round(weight, 4) for name, weight in ranking.features.items()},
            none=round(ranking.none, 4),
            none_best=round(ranking.none_best, 4),
        ),
        confidence=confidence,
        answer=answer,
        answer_high_risk=max(answer, answer_high),
        follow_up=fit_follow_ups(retriever, follow_ups, _strangers(made.cases), ranking),
        calibration_error=round(calibration_error(sure[near], right[near]), 4),
        reliability=reliability(sure[near], right[near]),
    )


def _is_high(retriever: Retriever, case: Case, place: int) -> bool:
    return retriever.corpus.entries[case.evidence.targets[place]].risk == "high"


def case_of(retriever: Retriever, question: Question) -> Case:
    """The question with what speaks for each target, and which of them are right."""
    evidence = retriever.evidence(question.text)
    year = asked_tax_year(question.text)
    wanted = REDIRECTED_KINDS.get(question.kind)
    redirects = retriever.corpus.redirects

    def is_right(target: str) -> bool:
        if target in redirects:
            return redirects[target].outcome == wanted
        if not question.is_answerable:
            return False
        if question.entries:
            return target in question.entries
        return answers_it(question, target, rendered(retriever, target, year))

    right = np.array([is_right(target) for target in evidence.targets], dtype=bool)
    return Case(question, evidence, right)


@functools.lru_cache(maxsize=10_000)
def rendered(retriever: Retriever, entry_id: str, tax_year: int | None) -> str:
    """An answer's text; the same ones are asked for with every question."""
    return retriever.answer(entry_id, tax_year).markdown


def _single(questions: Sequence[Question]) -> list[Question]:
    """Those asked alone, of the kinds that have a right outcome."""
    return [
        question
        for question in questions
        if not question.context
        and not question.is_double
        and (question.is_answerable or question.kind in REDIRECTED_KINDS)
    ]


def _alternatives(cases: Sequence[Case]) -> tuple[Features, Booleans]:
    """All targets and, last, none of them: with a constant and the highest similarity."""
    count, width = len(cases[0].evidence.targets), len(RANKED)
    columns = [FEATURES.index(name) for name in RANKED]
    features = np.zeros((len(cases), count + 1, width + 2), dtype=np.float32)
    chosen = np.zeros((len(cases), count + 1), dtype=bool)
    for at, case in enumerate(cases):
        features[at, :count, :width] = case.evidence.features[:, columns]
        features[at, count, width:] = (1.0, case.evidence.features[:, 0].max())
        chosen[at, :count] = case.right
        wanted = REDIRECTED_KINDS.get(case.question.kind)
        chosen[at, count] = wanted == "out_of_scope" or not case.right.any()
    return features, chosen


def _weights(features: Features, chosen: Booleans) -> RankingWeights:
    found = fit_choice(features, chosen, np.ones(len(features)), RANKING_REGULARISATION)
    named = dict(zip(RANKED, map(float, found[:-2]), strict=True))
    return RankingWeights(named, float(found[-2]), float(found[-1]))


def _values(case: Case, weights: RankingWeights) -> Floats:
    """The confidence features of a case, and the place of its best entry."""
    utilities, shares, none = probabilities(case.evidence, weights)
    values = confidence_features(case.evidence, case.question.text, utilities, shares, none)
    places = entry_places(case.evidence)
    return np.append(values, places[np.argmax(utilities[places])])


def _strangers(cases: Sequence[Case]) -> list[Question]:
    """Messages that lean on nothing: after any question, none of them is a follow-up."""
    return [case.question for case in cases if case.question.kind not in FAR_KINDS]


def _named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
