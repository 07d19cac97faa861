"""Owns the judgements on known vulnerabilities of the pinned packages, and their table."""

from datetime import date
from pathlib import Path

import yaml
from packaging.utils import canonicalize_name
from pydantic import BaseModel, ConfigDict, Field, model_validator

from server.launch.environments import pins
from server.settings import ROOT

FILE = Path(__file__).with_name("judgements.yml")
# Each environment by the list that pins it.
PINNED = {"the server": ROOT / "constraints.txt", "Rasa": ROOT / "bot" / "requirements.txt"}


class Judgement(BaseModel):
    """`fixed_in`: the first version without any of them; None where there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    package: str
    version: str
    ids: tuple[str, ...] = Field(min_length=1)
    fixed_in: str | None
    reachable: bool
    why: str = Field(min_length=20)
    mitigated: str = ""
    changes_when: str = Field(min_length=10)

    @model_validator(mode="after")
    def _reachable_is_mitigated(self) -> "Judgement":
        if self.reachable and not self.mitigated:
            raise ValueError(f"{self.package} is reachable: say what is done about it")
        return self


class Judgements(BaseModel):
    """`looked_at`: when advisories published until then were gone through."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    looked_at: date
    look_again_by: date
    judgements: tuple[Judgement, ...]

    def unjudged(self, package: str, version: str, ids: frozenset[str]) -> bool:
        """Whether none is about this finding, under any of its names."""
        return not any(
            _is_same(judged, package, version) and ids & set(judged.ids)
            for judged in self.judgements
        )

    def stale(self, pinned: frozenset[tuple[str, str]]) -> list[Judgement]:
        """Those about a version that is no longer pinned."""
        return [
            judged
            for judged in self.judgements
            if (canonicalize_name(judged.package), judged.version) not in pinned
        ]

    def table(self) -> str:
        """In Markdown, for README.md."""
        head = "| package | findings | fixed in | reachable | why | changes when |"
        rows = [_row(judged) for judged in self.judgements]
        return "\n".join([head, "|---|---|---|---|---|---|", *rows])


def read_judgements(path: Path = FILE) -> Judgements:
    return Judgements.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def pinned_versions() -> frozenset[tuple[str, str]]:
    """Name and version of all packages of both environments."""
    lines = [line for path in PINNED.values() for line in pins(path).values()]
    pairs = [line.split("==") for line in lines]
    return frozenset((canonicalize_name(name), version) for name, version in pairs)


def _is_same(judged: Judgement, package: str, version: str) -> bool:
    return canonicalize_name(judged.package) == canonicalize_name(package) and (
        judged.version == version
    )


def _row(judged: Judgement) -> str:
    reachable = f"yes; {judged.mitigated}" if judged.reachable else "no"
    cells = [f"{judged.package} {judged.version}", ", ".join(judged.ids)]
    cells += [judged.fixed_in or "none", reachable, judged.why, judged.changes_when]
    return f"| {' | '.join(cells)} |"
