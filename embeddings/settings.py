"""Owns the numbers of retrieval: reads and checks `retrieval.yml`."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

DEFAULT_PATH = Path(__file__).with_name("retrieval.yml")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Search(_Strict):
    passages: int = Field(gt=0)
    candidates: int = Field(gt=1)


class Confidence(_Strict):
    bias: float
    score: float
    margin: float


class DecisionRule(_Strict):
    answer: float = Field(gt=0, lt=1)
    answer_high_risk: float = Field(gt=0, lt=1)
    choices: float = Field(gt=0, lt=1)
    choice_score: float = Field(ge=-1, le=1)
    out_of_scope_score: float = Field(ge=-1, le=1)
    most_choices: int = Field(ge=2, le=4)

    @model_validator(mode="after")
    def _ordered(self) -> "DecisionRule":
        if not self.choices < self.answer <= self.answer_high_risk:
            raise ValueError("must hold: choices < answer <= answer_high_risk")
        return self


class RetrievalSettings(_Strict):
    """Every number retrieval and decision use."""

    search: Search
    confidence: Confidence
    decision: DecisionRule


def load_settings(path: Path = DEFAULT_PATH) -> RetrievalSettings:
    """Raises pydantic.ValidationError when a number is missing or out of range."""
    return RetrievalSettings.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
