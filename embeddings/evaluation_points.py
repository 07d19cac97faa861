"""Owns the confidences of an evaluation: in the run itself, and out of fold."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from embeddings.calibration import calibration_error, reliability, threshold_for
from embeddings.choice_fit import Booleans
from embeddings.evaluation import Report
from embeddings.fitting import FAR_KINDS, Fit
from embeddings.labelled import REDIRECTED_KINDS, Question
from embeddings.ranking import Floats
from embeddings.settings import Bin, DecisionRule, Targets

_LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Points:
    """Questions asked alone, one place each: how sure the best entry was, whether it is right;
    `answerable`: some entry is. `far` has nothing to do with tax, `high` marks an entry of
    high risk.
    """

    confidences: Floats
    right: Booleans
    answerable: Booleans
    far: Booleans
    high: Booleans

    def __len__(self) -> int:
        return len(self.confidences)

    @property
    def near(self) -> "Points":
        """Without what is far from tax: that is easy, and would flatter the calibration."""
        return self.where(~self.far)

    def where(self, kept: Booleans) -> "Points":
        return Points(
            self.confidences[kept],
            self.right[kept],
            self.answerable[kept],
            self.far[kept],
            self.high[kept],
        )

    @property
    def error(self) -> float:
        """The expected calibration error."""
        near = self.near
        return calibration_error(near.confidences, near.right)

    @property
    def bins(self) -> tuple[Bin, ...]:
        near = self.near
        return reliability(near.confidences, near.right)


@dataclass(frozen=True)
class Given:
    """What a rule gives: shares of `right` among the answerable, of `wrong` among the answers,
    among those of high risk, and of the unanswerable that get one.
    """

    name: str
    answers: int
    right: float
    wrong: float
    wrong_high: float
    outside: float


def asked_alone(question: Question) -> bool:
    """Whether its confidence is that of one question without context."""
    known = question.is_answerable or question.kind in REDIRECTED_KINDS
    return known and not question.context and not question.is_double


def points_of(report: Report) -> Points:
    """With the numbers that are deployed."""
    items = [item for item in report.scored if asked_alone(item.question)]
    return Points(
        np.array([item.decision.confidence for item in items], dtype=float),
        np.array([item.question.is_answerable and item.rank == 1 for item in items], dtype=bool),
        np.array([item.question.is_answerable for item in items], dtype=bool),
        np.array([item.question.kind in FAR_KINDS for item in items], dtype=bool),
        np.array([item.high_risk for item in items], dtype=bool),
    )


def points_out_of_fold(fit: Fit, asked: Iterable[Question]) -> Points:
    """With numbers fitted without the question itself; only those `asked`."""
    wanted = set(asked)
    cases = fit.cases
    points = Points(
        fit.confidences,
        fit.right,
        np.array([case.question.is_answerable for case in cases], dtype=bool),
        np.array([case.question.kind in FAR_KINDS for case in cases], dtype=bool),
        fit.high_risk,
    )
    return points.where(np.array([case.question in wanted for case in cases], dtype=bool))


def given_by_rule(points: Points, rule: DecisionRule, name: str) -> Given:
    limits = np.where(points.high, rule.answer_high_risk, rule.answer)
    return given(points, points.confidences >= limits, name)


def given(points: Points, answered: Booleans, name: str) -> Given:
    outside, high = ~points.answerable, answered & points.high
    return Given(
        name,
        int(answered.sum()),
        _share(answered & points.right, points.answerable),
        _share(answered & ~points.right, answered),
        _share(high & ~points.right, high),
        _share(answered & outside, outside),
    )


def decision_table(points: Points, rule: DecisionRule, targets: Targets) -> list[Given]:
    """What fixed confidences, the deployed rule, and thresholds chosen on these points give."""
    rows = [given(points, points.confidences >= at, f"from {at:.2f}") for at in _LEVELS]
    high, far = points.high, ~points.answerable
    answer = threshold_for(
        points.confidences, points.right, far, targets.wrong_among_answers, targets
    )
    of_high = points.where(high)
    answer_high = threshold_for(
        of_high.confidences,
        of_high.right,
        ~of_high.answerable,
        targets.wrong_among_high_risk_answers,
        targets,
    )
    limits = np.where(high, max(answer, answer_high), answer)
    deployed = f"deployed: {rule.answer:.3f}, high risk {rule.answer_high_risk:.3f}"
    chosen = f"lowest that keep the targets: {answer:.3f}, high risk {max(answer, answer_high):.3f}"
    return [
        *rows,
        given_by_rule(points, rule, deployed),
        given(points, points.confidences >= limits, chosen),
    ]


def _share(part: Booleans, whole: Booleans) -> float:
    return float(part.sum()) / max(1, int(whole.sum()))
