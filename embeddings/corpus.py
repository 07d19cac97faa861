"""Owns the corpus: the entries and topics of `knowledge/`, read and checked for shape."""

import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from embeddings.abbreviations import FILE as ABBREVIATIONS
from embeddings.abbreviations import Abbreviations, read_abbreviations
from embeddings.faults import Fault
from embeddings.figures import Figures, load_figures
from embeddings.front_matter import EntryFault, Risk, read_front_matter
from embeddings.redirects import FOLDER as REDIRECTS
from embeddings.redirects import Redirect, read_redirects
from embeddings.templates import AnswerTemplate, TemplateFault
from embeddings.topics import Topics, load_topics, notice_of

_ENTRY = re.compile(r"\A---\r?\n(?P<front>.*?)^---\r?\n(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Source:
    """An official page an answer rests on."""

    title: str
    url: str


@dataclass(frozen=True)
class Entry:
    """One reviewed question and its answer. `tax_years` is None when it holds for every year.

    `paused` is the notice given in place of the answer, the entry's own or its topic's.
    `offer_person` says that a ticket is offered with the answer: it touches a person's account.
    `ask_year` says that a person who names no tax year is asked for it.
    """

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
    paused: str | None = None
    ask_year: bool = False
    offer_person: bool = False

    @property
    def topic(self) -> str:
        return self.id.partition("/")[0]

    def holds_for(self, tax_year: int) -> bool:
        """Whether the entry may be given for that tax year."""
        if self.tax_years is not None:
            return tax_year in self.tax_years
        return not self.answer.is_yearly or tax_year in self.answer.tax_years

    def years_to_ask(self, filing: int, current: int) -> tuple[int, ...]:
        """The tax years, newest first, that a person who named none must choose from.

        Empty where there is no need to ask: it holds for the year filed now or for this one.
        """
        if self.tax_years is not None:
            known = self.tax_years
        else:
            known = frozenset(self.answer.tax_years if self.answer.is_yearly else ())
        if known and (self.ask_year or not known & {filing, current}):
            return tuple(sorted(known, reverse=True))
        return ()

    def year_meant(self, filing: int, current: int) -> int | None:
        """The one tax year meant by a person who named none; None: both, or no matter."""
        if self.tax_years is None or self.tax_years >= {filing, current}:
            return None
        return next((year for year in (filing, current) if year in self.tax_years), None)


@dataclass(frozen=True)
class Corpus:
    """All entries by id, the topic labels in display order, and what is wrong with the files.

    `digest` is a SHA-256 over the files: two corpora with the same one say the same.
    """

    entries: Mapping[str, Entry]
    topics: Mapping[str, str]
    figures: Figures
    faults: tuple[Fault, ...]
    paused_topics: Mapping[str, str] = dataclasses.field(default_factory=dict)
    redirects: Mapping[str, Redirect] = dataclasses.field(default_factory=dict)
    abbreviations: Abbreviations = dataclasses.field(default_factory=Abbreviations)
    digest: str = ""


def load_corpus(folder: Path) -> Corpus:
    """Reads `knowledge/`. Faulty files are left out and reported in `faults`.

    Raises FileNotFoundError when the folder does not exist.
    """
    return CorpusReader(folder).read()


class CorpusReader:
    """Reads the same folder again and again; only files whose text changed are parsed anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries: dict[Path, tuple[bytes, Figures, Entry | EntryFault]] = {}
        self._figures: tuple[str, Figures, list[Fault]] | None = None
        self._redirects: tuple[str, Figures, dict[str, Redirect], list[Fault]] | None = None

    def read(self) -> Corpus:
        """Raises FileNotFoundError when the folder does not exist."""
        if not self._folder.is_dir():
            raise FileNotFoundError(f"no knowledge folder at {self._folder}")
        texts, faults = _texts(sorted(self._folder.glob("*/*.md")))
        numbers, unread = _texts(sorted(self._folder.glob("figures/*.yml")))
        listed, unlisted = _texts([self._folder / "topics.yml"])
        turned, unturned = _texts(sorted(self._folder.glob(f"{REDIRECTS}/*.yml")))
        short, unshort = _texts([self._folder / ABBREVIATIONS])
        figures, figure_faults = self._read_figures(_digest(self._folder, numbers))
        topics, topic_faults = load_topics(self._folder / "topics.yml")
        redirects, redirect_faults = self._read_redirects(turned, figures)
        abbreviations, short_faults = read_abbreviations(short)
        faults += unread + unlisted + unturned + unshort
        faults += figure_faults + topic_faults + redirect_faults + short_faults
        entries: dict[str, Entry] = {}
        for path, raw in texts.items():
            found = self._read_entry(path, raw, figures)
            if isinstance(found, EntryFault):
                faults.extend(found.faults)
            else:
                entries[found.id] = _paused_with(found, topics)
        self._entries = {path: kept for path, kept in self._entries.items() if path in texts}
        digest = _digest(self._folder, {**texts, **numbers, **listed, **turned, **short})
        return Corpus(
            entries,
            topics.labels,
            figures,
            tuple(faults),
            topics.paused,
            redirects,
            abbreviations,
            digest,
        )

    def _read_redirects(
        self, texts: Mapping[Path, bytes], figures: Figures
    ) -> tuple[Mapping[str, Redirect], list[Fault]]:
        digest = _digest(self._folder, texts)
        known = self._redirects
        if known is None or known[0] != digest or known[1] is not figures:
            self._redirects = known = (digest, figures, *read_redirects(texts, figures))
        return known[2], list(known[3])

    def _read_figures(self, digest: str) -> tuple[Figures, list[Fault]]:
        if self._figures is None or self._figures[0] != digest:
            self._figures = (digest, *load_figures(self._folder / "figures"))
        return self._figures[1:]

    def _read_entry(self, path: Path, raw: bytes, figures: Figures) -> "Entry | EntryFault":
        known = self._entries.get(path)
        if known is not None and known[0] == raw and known[1] is figures:
            return known[2]
        try:
            found: Entry | EntryFault = _parse_entry(path, raw, figures)
        except EntryFault as error:
            found = error
        self._entries[path] = (raw, figures, found)
        return found


def _texts(paths: list[Path]) -> tuple[dict[Path, bytes], list[Fault]]:
    """The files' bytes. One that went away meanwhile is left out, an unreadable one reported."""
    texts: dict[Path, bytes] = {}
    faults: list[Fault] = []
    for path in paths:
        if path.name.startswith("."):  # an editor's own: a lock, a backup
            continue
        try:
            texts[path] = path.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            faults.append(Fault(path, 1, "format", f"cannot be read: {error.strerror}"))
    return texts, faults


def _digest(folder: Path, texts: Mapping[Path, bytes]) -> str:
    digest = hashlib.sha256()
    for path, raw in texts.items():
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(raw)}\0".encode() + raw)
    return digest.hexdigest()


def _paused_with(entry: Entry, topics: Topics) -> Entry:
    notice = entry.paused or topics.paused.get(entry.topic)
    return entry if notice == entry.paused else dataclasses.replace(entry, paused=notice)


def _parse_entry(path: Path, raw: bytes, figures: Figures) -> Entry:
    text = _decoded(path, raw)
    match = _ENTRY.match(text)
    if match is None:
        message = "needs a front matter between two lines of ---, then the answer"
        raise EntryFault([Fault(path, 1, "format", message)])
    front = read_front_matter(path, match["front"])
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
        paused=notice_of(front.paused) if front.paused else None,
        ask_year=front.ask_year,
        offer_person=front.offer_person,
    )


def _decoded(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise EntryFault(
            [Fault(path, 1, "format", "is not UTF-8 text: save it as UTF-8")]
        ) from error
