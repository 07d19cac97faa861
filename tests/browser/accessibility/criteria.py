"""Owns what is claimed of each criterion and what shows it, read from criteria.yml."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

FILE = Path(__file__).with_name("criteria.yml")
Outcome = Literal["passed", "failed", "skipped"]
Level = Literal[
    "Supports", "Partially Supports", "Does Not Support", "Not Applicable", "Not Evaluated"
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Criterion(_Part):
    """`level` is the claim; `inspected` is what a person found."""

    number: Annotated[str, BeforeValidator(str)]
    name: str
    applies: bool = True
    evidence: tuple[str, ...] = ()
    level: Level = "Supports"
    inspected: str = ""
    remark: str = ""

    def level_by(self, outcomes: Mapping[str, Outcome]) -> Level:
        """As far as the tests bear the claim out; `outcomes` are by the name of the evidence."""
        if not self.applies:
            return "Not Applicable"
        found = [outcomes.get(name) for name in self.evidence]
        failures = found.count("failed")
        if failures:
            return "Does Not Support" if failures == len(found) else "Partially Supports"
        return self.level if all(each == "passed" for each in found) else "Not Evaluated"


class CriteriaTable(_Part):
    """`wcag` is the level of its criteria; `not_applicable` says why none of them applies."""

    title: str
    wcag: Literal["A", "AA"] | None = None
    not_applicable: str = ""
    criteria: tuple[Criterion, ...]

    @property
    def rows(self) -> tuple[Criterion, ...]:
        if not self.not_applicable:
            return self.criteria
        gone = {"applies": False, "remark": self.not_applicable}
        return tuple(each.model_copy(update=gone) for each in self.criteria)


class Criteria(_Part):
    """`evidence` is the place of a test below tests/browser, by the name it has here."""

    inspected_on: date
    evidence: dict[str, str]
    tables: tuple[CriteriaTable, ...]

    @cached_property
    def all(self) -> tuple[Criterion, ...]:
        return tuple(each for table in self.tables for each in table.rows)

    @model_validator(mode="after")
    def _all_is_shown(self) -> "Criteria":
        for each in self.all:
            if each.applies and not (each.evidence or each.inspected):
                raise ValueError(f"nothing shows {each.number}")
            if not each.applies and not each.remark:
                raise ValueError(f"why does {each.number} not apply?")
        named = {name for each in self.all for name in each.evidence}
        if named != self.evidence.keys():
            raise ValueError(f"named in one place alone: {sorted(named ^ self.evidence.keys())}")
        return self


def read_criteria(file: Path = FILE) -> Criteria:
    return Criteria.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
