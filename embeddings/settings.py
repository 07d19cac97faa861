"""Owns the numbers of retrieval: those stated by people, and those fitted on labelled questions."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from embeddings.ranking import RANKED, RankingWeights

STATED_PATH = Path(__file__).with_name("retrieval.yml")
FITTED_PATH = Path(__file__).with_name("fitted.yml")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Search(_Strict):
    passages: int = Field(gt=0)
    candidates: int = Field(gt=1)


class Targets(_Strict):
    """What the thresholds are chosen for: shares between 0 and 1."""

    wrong_among_answers: float = Field(gt=0, lt=1)
    wrong_among_high_risk_answers: float = Field(gt=0, lt=1)
    out_of_scope_answered: float = Field(gt=0, lt=1)
    calibration_error: float = Field(gt=0, lt=1)


class Limits(_Strict):
    """Limits that are no matter of calibration."""

    redirect: float = Field(gt=0, lt=1)
    urgent_sentence: float = Field(gt=0, lt=1)
    account: float = Field(gt=0, lt=1)
    choices: float = Field(gt=0, lt=1)
    choice_share: float = Field(gt=0, lt=1)
    most_choices: int = Field(ge=2, le=4)
    follow_up: float = Field(gt=0, lt=1)
    follow_up_answer: float = Field(gt=0, lt=1)
    left_open: float = Field(gt=0, lt=1)


class Ranking(_Strict):
    features: Mapping[str, float]
    none: float
    none_best: float

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if set(self.features) != set(RANKED):
            raise ValueError(f"features must be exactly {', '.join(RANKED)}")
        return self

    @property
    def weights(self) -> RankingWeights:
        return RankingWeights(self.features, self.none, self.none_best)


class Confidence(_Strict):
    bias: float
    features: Mapping[str, float]


class FollowUp(_Strict):
    """`detection` tells a follow-up from a new question; `ranking` orders what it may ask for;
    the confidence is made from the log-odds of the first.
    """

    detection: Confidence
    ranking: Mapping[str, float]
    confidence: float
    confidence_bias: float


class Bin(_Strict):
    """Out-of-fold questions of a confidence from `low`: their mean, and the share right."""

    low: float
    count: int
    confidence: float
    right: float


class DecisionRule(_Strict):
    """From which confidence an entry is given, and from which ones are offered to choose from."""

    answer: float = Field(gt=0, lt=1)
    answer_high_risk: float = Field(gt=0, lt=1)
    choices: float = Field(gt=0, lt=1)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.choices < self.answer <= self.answer_high_risk:
            raise ValueError("must hold: choices < answer <= answer_high_risk")
        return self


class FittedFor(_Strict):
    """What the fitted numbers were fitted on: they are only true for this."""

    encoder: str
    content_hash: str
    questions: int


class Fitted(_Strict):
    fitted_for: FittedFor
    ranking: Ranking
    confidence: Confidence
    answer: float = Field(gt=0, lt=1)
    answer_high_risk: float = Field(gt=0, lt=1)
    follow_up: FollowUp
    calibration_error: float
    reliability: tuple[Bin, ...]


class RetrievalSettings(_Strict):
    """Every number retrieval and decision use."""

    search: Search
    targets: Targets
    limits: Limits
    fitted: Fitted

    @property
    def decision(self) -> DecisionRule:
        return DecisionRule(
            answer=self.fitted.answer,
            answer_high_risk=self.fitted.answer_high_risk,
            choices=self.limits.choices,
        )


def load_settings(stated: Path = STATED_PATH, fitted: Path = FITTED_PATH) -> RetrievalSettings:
    """Raises pydantic.ValidationError when a number is missing or out of range."""
    numbers = yaml.safe_load(stated.read_text(encoding="utf-8"))
    numbers["fitted"] = yaml.safe_load(fitted.read_text(encoding="utf-8"))
    return RetrievalSettings.model_validate(numbers)
