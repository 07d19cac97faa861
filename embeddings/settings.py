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
    best: float = Field(ge=0)
    near: float = Field(ge=0)
    lexical: float = Field(ge=0)


class Confidence(_Strict):
    bias: float
    best: float
    near: float
    lexical: float
    margin: float


class DecisionRule(_Strict):
    answer: float = Field(gt=0, lt=1)
    answer_high_risk: float = Field(gt=0, lt=1)
    choices: float = Field(gt=0, lt=1)
    choice_reach: float = Field(gt=0)
    most_choices: int = Field(ge=2, le=4)
    out_of_scope: float = Field(gt=0, lt=1)

    @model_validator(mode="after")
    def _ordered(self) -> "DecisionRule":
        if not self.out_of_scope < self.choices < self.answer <= self.answer_high_risk:
            raise ValueError("must hold: out_of_scope < choices < answer <= answer_high_risk")
        return self


class RetrievalSettings(_Strict):
    """Every number retrieval and decision use."""

    search: Search
    confidence: Confidence
    decision: DecisionRule


def load_settings(path: Path = DEFAULT_PATH) -> RetrievalSettings:
    """Raises pydantic.ValidationError when a number is missing or out of range."""
    return RetrievalSettings.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
