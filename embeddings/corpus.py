"""Owns the corpus: the entries and topics of `knowledge/`, read and checked for shape."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, field_validator
from pydantic_core import ErrorDetails

from embeddings.faults import Fault
from embeddings.figures import Figures, load_figures
from embeddings.templates import AnswerTemplate, TemplateFault

_ENTRY = re.compile(r"\A---\r?\n(?P<front>.*?)^---\r?\n(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

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


class _FrontMatter(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str = Field(min_length=8)
    paraphrases: list[str] = Field(min_length=1)
    tax_years: Literal["all"] | list[int]
    risk: Risk
    sources: list[_Source] = Field(min_length=1)
    related: list[str] = []
    reviewed_on: dt.date
    review_by: dt.date


class _Topics(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    topics: list[dict[str, str]]


@dataclass(frozen=True)
class Source:
    """An official page an answer rests on."""

    title: str
    url: str


@dataclass(frozen=True)
class Entry:
    """One reviewed question and its answer. `tax_years` is None when it holds for every year."""

    id: str
    path: Path
    question: str
    paraphrases: tuple[str, ...]
    tax_years: frozenset[int] | None
    risk: Risk
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    reviewed_on: dt.date
    review_by: dt.date
    body: str
    answer: AnswerTemplate

    @property
    def topic(self) -> str:
        return self.id.partition("/")[0]

    def holds_for(self, tax_year: int) -> bool:
        """Whether the entry may be given for that tax year."""
        if self.tax_years is not None:
            return tax_year in self.tax_years
        return not self.answer.is_yearly or tax_year in self.answer.tax_years


@dataclass(frozen=True)
class Corpus:
    """All entries by id, the topic labels in display order, and what is wrong with the files."""

    entries: Mapping[str, Entry]
    topics: Mapping[str, str]
    figures: Figures
    faults: tuple[Fault, ...]


def load_corpus(folder: Path) -> Corpus:
    """Reads `knowledge/`. Faulty files are left out and reported in `faults`.

    Raises FileNotFoundError when the folder does not exist.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"no knowledge folder at {folder}")
    figures, faults = load_figures(folder / "figures")
    topics, topic_faults = _load_topics(folder / "topics.yml")
    faults += topic_faults
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*/*.md")):
        try:
            entry = _load_entry(path, figures)
        except EntryFault as error:
            faults.extend(error.faults)
        else:
            entries[entry.id] = entry
    return Corpus(entries, topics, figures, tuple(faults))


class EntryFault(ValueError):
    """An entry file that cannot be used; `faults` lists everything wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


def _load_entry(path: Path, figures: Figures) -> Entry:
    text = _read(path)
    match = _ENTRY.match(text)
    if match is None:
        message = "needs a front matter between two lines of ---, then the answer"
        raise EntryFault([Fault(path, 1, "format", message)])
    front = _front_matter(path, match["front"])
    body = match["body"].strip()
    body_line = text[: match.start("body")].count("\n") + 1
    faults = [
        Fault(path, 1, "format", f'name "{part}" may hold only a-z, 0-9 and single hyphens')
        for part in (path.parent.name, path.stem)
        if not _SLUG.fullmatch(part)
    ]
    if not body:
        faults.append(Fault(path, body_line, "format", "has no answer below the front matter"))
    try:
        answer = AnswerTemplate(body, figures)
    except TemplateFault as error:
        raise EntryFault([*faults, Fault(path, body_line, "template", str(error))]) from error
    if faults:
        raise EntryFault(faults)
    return Entry(
        id=f"{path.parent.name}/{path.stem}",
        path=path,
        question=front.question.strip(),
        paraphrases=tuple(paraphrase.strip() for paraphrase in front.paraphrases),
        tax_years=None if front.tax_years == "all" else frozenset(front.tax_years),
        risk=front.risk,
        sources=tuple(Source(source.title, str(source.url)) for source in front.sources),
        related=tuple(front.related),
        reviewed_on=front.reviewed_on,
        review_by=front.review_by,
        body=body,
        answer=answer,
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise EntryFault(
            [Fault(path, 1, "format", "is not UTF-8 text: save it as UTF-8")]
        ) from error


def _front_matter(path: Path, source: str) -> _FrontMatter:
    try:
        return _FrontMatter.model_validate(yaml.safe_load(source))
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
                    path, front_line(source, str((item["loc"] or ("",))[0])), "format", _said(item)
                )
                for item in error.errors(include_url=False)
            ]
        ) from error


def _said(item: ErrorDetails) -> str:
    where = ".".join(str(part) for part in item["loc"] if part not in _UNION_PARTS)
    return f"{where or 'front matter'}: {item['msg']}"


def front_line(source: str, key: str) -> int:
    """The file's line of a front matter key (line 1 is the opening ---)."""
    for number, line in enumerate(source.splitlines(), start=2):
        if line.startswith(f"{key}:"):
            return number
    return 1


def _load_topics(path: Path) -> tuple[Mapping[str, str], list[Fault]]:
    try:
        parsed = _Topics.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}, [Fault(path, 1, "topics", "is missing: it lists the topics in display order")]
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        return {}, [
            Fault(path, 1, "topics", f"is not a list of topics: {str(error).splitlines()[0]}")
        ]
    labels: dict[str, str] = {}
    for row in parsed.topics:
        labels.update(row)
    return labels, []
