"""Owns `knowledge/redirects/`: what is said to messages that no entry answers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from embeddings.faults import Fault
from embeddings.figures import Figures
from embeddings.templates import AnswerTemplate, TemplateFault, YearChoice
from embeddings.yaml_text import read_yaml

FOLDER = "redirects"
# `account`: only somebody who sees the person's account can say; `person`: a person is asked for;
# `urgent`: somebody is in danger, or being robbed at this moment.
RedirectOutcome = Literal["out_of_scope", "account", "person", "urgent", "small_talk"]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str = Field(min_length=3)
    outcome: RedirectOutcome
    reply: str = Field(min_length=10)
    language: Literal["en", "es"] = "en"
    examples: list[str] = Field(min_length=5)


@dataclass(frozen=True)
class Redirect:
    """A group of messages and the reply to them. `about` is its label for staff, `language` that
    of the reply.
    """

    id: str
    path: Path
    about: str
    outcome: RedirectOutcome
    reply: AnswerTemplate
    examples: tuple[str, ...]
    language: str = "en"


def is_redirect(target_id: str) -> bool:
    """Whether an id names a redirect: entries and redirects are found in one search."""
    return target_id.startswith(f"{FOLDER}/")


def read_redirects(
    texts: Mapping[Path, bytes], figures: Figures
) -> tuple[dict[str, Redirect], list[Fault]]:
    """The redirects by id. A faulty file is left out and reported."""
    found: dict[str, Redirect] = {}
    faults: list[Fault] = []
    for path, raw in texts.items():
        try:
            redirect = _parse(path, raw, figures)
        except (ValueError, yaml.YAMLError) as error:
            faults.append(Fault(path, 1, "redirect", _said(error), mend=_MEND))
        else:
            found[redirect.id] = redirect
    return found, faults


_MEND = "write about, outcome, reply and examples as the other files of the folder do"


def _parse(path: Path, raw: bytes, figures: Figures) -> Redirect:
    """Raises ValueError (a wrong shape, a template, no UTF-8) or YAMLError."""
    file = _File.model_validate(read_yaml(raw.decode("utf-8-sig")))
    reply = AnswerTemplate(file.reply.strip(), figures)
    for year in reply.tax_years:  # what fails only when it is shown
        reply.render(YearChoice(year, dt.date(year + 1, 1, 1)))
    return Redirect(
        id=f"{FOLDER}/{path.stem}",
        path=path,
        about=file.about.strip(),
        outcome=file.outcome,
        reply=reply,
        examples=tuple(dict.fromkeys(example.strip() for example in file.examples)),
        language=file.language,
    )


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'file'}: {first['msg']}"
    if isinstance(error, TemplateFault):
        return f"reply: {error}"
    return f"cannot be read: {' '.join(str(error).split())[:200]}"
