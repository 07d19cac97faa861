"""Owns generations of the content: each is read, checked and indexed whole before it is used."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from embeddings.checksums import damaged_files
from embeddings.corpus import Corpus, CorpusReader, Entry
from embeddings.encoder import Encoder, Vectors
from embeddings.faults import Fault
from embeddings.folders import before
from embeddings.index import Index, make_index, read_last_good, write_index
from embeddings.retriever import Retriever
from embeddings.settings import RetrievalSettings
from embeddings.snapshot import snapshot_of
from embeddings.templates import AnswerTemplate, TemplateFault, YearChoice
from embeddings.validation_redirects import reply_faults

Encode = Callable[[Sequence[str]], Vectors]


class ContentFaulty(RuntimeError):
    """The content as it is on the disk must not go live; `faults` says why, file by file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        shown = "; ".join(f"{fault.path}:{fault.line} {fault.message}" for fault in faults[:5])
        super().__init__(
            f"the content has {len(faults)} faults: {shown}: run `python -m embeddings validate`"
        )
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Generation:
    """One content, whole: `encoded` is how many texts needed a new vector.

    `damage` is what is wrong with the index on the disk where one before it had to be used.
    """

    retriever: Retriever
    index: Index
    encoded: int
    damage: str | None = None

    @property
    def corpus(self) -> Corpus:
        return self.retriever.corpus


class Generations:
    """Makes generations of one folder, encoding only what changed.

    For one thread at a time; another may save meanwhile.
    """

    def __init__(
        self,
        knowledge: Path,
        index_folder: Path,
        encoder: Encoder,
        settings: RetrievalSettings,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        self.knowledge = knowledge
        self._index_folder = index_folder
        self._encoder = encoder
        self._settings = settings
        self._today = today
        self._reader = CorpusReader(knowledge)
        self._checked: dict[AnswerTemplate, str | None] = {}

    def open(self) -> tuple[Generation, Sequence[Fault]]:
        """The first generation, made from the index on the disk, which may be older.

        When the content is faulty it is that of the copy the index keeps, and the faults come
        with it. Where the index is damaged, the vectors are those of the one before. Raises
        IndexUnusable when there is none either or it is of another model, ContentFaulty when
        there is no whole copy.
        """
        index, damage = read_last_good(self._index_folder, self._encoder.name)
        try:
            return replace(self.make(self.read(), index), damage=damage), ()
        except ContentFaulty as error:
            copied = _copy_of(before(self._index_folder) if damage else self._index_folder)
            if copied is None or self._faults(copied):
                raise
            made = self.make(copied, index)
            if made.index.manifest.content_hash != index.manifest.content_hash:
                raise
            return replace(made, damage=damage), error.faults

    def read(self) -> Corpus:
        """The content as it is on the disk. Raises ContentFaulty."""
        try:
            corpus = self._reader.read()
        except OSError as error:
            reason = error.strerror or "the folder is not there"
            raise ContentFaulty([Fault(self.knowledge, 1, "format", reason)]) from error
        faults = self._faults(corpus)
        if faults:
            raise ContentFaulty(faults)
        return corpus

    def make(self, corpus: Corpus, older: Index, encode: Encode | None = None) -> Generation:
        """A generation of a content without faults, with the vectors of `older` where they fit."""
        encode = encode or self._encoder.encode
        index, encoded = make_index(corpus, self._encoder.name, encode, older)
        retriever = Retriever(corpus, index, self._encoder, self._settings, self._today)
        return Generation(retriever, index, encoded)

    def save(self, generation: Generation) -> bool:
        """Keeps it for the next start; False when the index folder holds it. Raises OSError."""
        is_kept = _digest_on_disk(self._index_folder) == generation.corpus.digest
        if is_kept and not damaged_files(self._index_folder):
            return False
        write_index(self._index_folder, generation.index, generation.corpus)
        return True

    def _faults(self, corpus: Corpus) -> list[Fault]:
        faults = [fault for fault in corpus.faults if fault.severity == "error"]
        if not corpus.entries and not faults:
            faults.append(Fault(self.knowledge, 1, "format", "there is no entry in the folder"))
        today = self._today()
        for redirect in corpus.redirects.values():
            faults += [f for f in reply_faults(redirect, today) if f.check == "template"]
        known, self._checked = self._checked, {}
        for entry in corpus.entries.values():
            if entry.answer not in known:
                known[entry.answer] = _rendering_fault(entry, today)
            self._checked[entry.answer] = message = known[entry.answer]
            if message is not None:
                faults.append(Fault(entry.path, 1, "template", message))
        return faults


def _rendering_fault(entry: Entry, today: dt.date) -> str | None:
    """Why the answer cannot be shown for some tax year, or None."""
    for year in _years(entry):
        try:
            entry.answer.render(YearChoice(year, today))
        except TemplateFault as error:
            return f"the answer for {year or 'no tax year'} {error}"
    return None


def _years(entry: Entry) -> Iterator[int | None]:
    yield None
    yield from sorted({*entry.answer.tax_years, *(entry.tax_years or ())})


def _copy_of(index_folder: Path) -> Corpus | None:
    try:
        return CorpusReader(snapshot_of(index_folder)).read()
    except OSError:
        return None


def _digest_on_disk(index_folder: Path) -> str | None:
    try:
        raw = json.loads((index_folder / "manifest.json").read_text(encoding="utf-8"))
        digest: str = raw["digest"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return digest
