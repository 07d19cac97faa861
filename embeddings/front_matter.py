"""Owns the front matter of an entry file: its keys, and what is said of a faulty one."""

import datetime as dt
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, field_validator
from pydantic_core import ErrorDetails

from embeddings.faults import Fault
from embeddings.yaml_text import NoSuchValue, read_yaml

# Names pydantic gives to the members of `tax_years`' union: of no use to an editor.
_UNION_PARTS = ("list[int]", "literal['all']")

Risk = Literal["standard", "high"]


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=3)
    url: HttpUrl

    @field_validator("url")
    @classmethod
    def _secure(cls, url: HttpUrl) -> HttpUrl:
        if url.scheme != "https":
            raise ValueError("must start with https://")
        return url


class FrontMatter(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str = Field(min_length=8)
    paraphrases: list[str] = Field(min_length=1)
    tax_years: Literal["all"] | list[int]
    risk: Risk
    sources: list[_Source] = Field(min_length=1)
    related: list[str] = []
    reviewed_on: dt.date
    review_by: dt.date
    paused: str | None = Field(default=None, min_length=3)
    ask_year: bool = False
    offer_person: bool = False


class EntryFault(ValueError):
    """An entry file that cannot be used; `faults` lists everything wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


def read_front_matter(path: Path, source: str) -> FrontMatter:
    """The front matter, checked for shape. Raises EntryFault with all that is wrong."""
    try:
        return FrontMatter.model_validate(read_yaml(source))
    except NoSuchValue as error:  # dates are made before the shape is checked
        raise EntryFault([Fault(path, 1, "format", error.problem)]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 2 + (mark.line if mark else 0)
        problem = getattr(error, "problem", None) or "cannot be read"
        message = f'is not YAML here: {problem} (put quotes around text with ":" in it)'
        raise EntryFault([Fault(path, line, "format", message)]) from error
    except ValidationError as error:
        raise EntryFault(
            [
                Fault(
                    path, _front_line(source, str((item["loc"] or ("",))[0])), "format", _said(item)
                )
                for item in error.errors(include_url=False)
            ]
        ) from error


def _said(item: ErrorDetails) -> str:
    where = ".".join(str(part) for part in item["loc"] if part not in _UNION_PARTS)
    return f"{where or 'front matter'}: {item['msg']}"


def _front_line(source: str, key: str) -> int:
    """The file's line of a front matter key (line 1 is the opening ---)."""
    for number, line in enumerate(source.splitlines(), start=2):
        if line.startswith(f"{key}:"):
            return number
    return 1
