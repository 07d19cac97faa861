"""Owns the preview: what edits change for people, question by question, against what is live."""

import datetime as dt
import io
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from embeddings.corpus import Corpus, load_corpus
from embeddings.decision import Decision
from embeddings.encoder import Encoder, RememberedEncoder
from embeddings.index import make_index, read_index
from embeddings.preview_questions import Asked
from embeddings.retriever import Retriever
from embeddings.settings import RetrievalSettings
from embeddings.snapshot import snapshot_of

Change = Literal["lost", "other answer", "gained", "crossed", "other choices", "reworded", "same"]
# Worst first: the order in which they are shown.
CHANGES: tuple[Change, ...] = (
    "lost",
    "other answer",
    "gained",
    "crossed",
    "other choices",
    "reworded",
    "same",
)


class PreviewImpossible(RuntimeError):
    """There is nothing to compare with; the message says what to do."""


@dataclass(frozen=True)
class Compared:
    """One question with what is live and what the edits give. `right_*`: None when not known."""

    asked: Asked
    before: Decision
    after: Decision
    change: Change
    right_before: bool | None
    right_after: bool | None

    @property
    def is_lost_right(self) -> bool:
        """Right as it is live, and no longer with the edits."""
        return self.right_before is True and self.right_after is False


@dataclass(frozen=True)
class Preview:
    """All questions, the worst changes first. `same_content` tells that nothing was edited."""

    compared: Sequence[Compared]
    same_content: bool

    @property
    def counts(self) -> Counter[str]:
        return Counter(item.change for item in self.compared)

    @property
    def lost_right(self) -> Sequence[Compared]:
        return [item for item in self.compared if item.is_lost_right]


def live_content(index: Path) -> Corpus:
    """The content the index was made of, from the copy it keeps. Raises PreviewImpossible."""
    folder = snapshot_of(index)
    if not folder.is_dir():
        raise PreviewImpossible(
            f"{index} keeps no copy of its content: run `python -m embeddings build` before "
            "you edit, or compare with a commit (--since HEAD)"
        )
    return load_corpus(folder)


def committed_content(revision: str, knowledge: Path) -> Corpus:
    """The content as it is in a commit. Raises PreviewImpossible."""
    command = ["git", "-C", str(knowledge), "archive", "--format=tar", revision, "."]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except FileNotFoundError as error:
        raise PreviewImpossible("git is missing: install it, or leave out --since") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise PreviewImpossible(f"no content in {revision}: {said[-1] if said else ''}") from error
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
        return load_corpus(Path(folder))


def make_preview(
    live: Corpus,
    edited: Corpus,
    index: Path,
    encoder: Encoder,
    settings: RetrievalSettings,
    asked: Sequence[Asked],
    today: Callable[[], dt.date] = dt.date.today,
    progress: Callable[[Iterable[Asked]], Iterable[Asked]] = iter,
) -> Preview:
    """Asks every question of both contents; only passages the index lacks are encoded.

    Raises IndexUnusable.
    """
    older = read_index(index, encoder.name)
    remembered = RememberedEncoder(encoder, list(dict.fromkeys(item.text for item in asked)))

    first, _ = make_index(live, encoder.name, encoder.encode, older)
    second, _ = make_index(edited, encoder.name, encoder.encode, first)
    before = Retriever(live, first, remembered, settings, today)
    after = Retriever(edited, second, remembered, settings, today)
    compared = [compare(item, before, after) for item in progress(asked)]
    compared.sort(key=lambda item: (not item.is_lost_right, CHANGES.index(item.change)))
    return Preview(compared, live.digest == edited.digest)


def compare(asked: Asked, live: Retriever, edited: Retriever) -> Compared:
    """Asks both the question."""
    before, after = live.ask(asked.text), edited.ask(asked.text)
    return Compared(
        asked,
        before,
        after,
        _change(before, after, live, edited),
        asked.is_right(live, before),
        asked.is_right(edited, after),
    )


def _change(before: Decision, after: Decision, live: Retriever, edited: Retriever) -> Change:
    was, now = before.outcome == "answered", after.outcome == "answered"
    if was and not now:
        return "lost"
    if now and not was:
        return "gained"
    if before.outcome != after.outcome or before.notice != after.notice:
        return "crossed"
    if before.entries != after.entries or before.years != after.years:
        return "other answer" if now else "other choices"
    if _text(live, before) != _text(edited, after):
        return "reworded"
    return "same"


def _text(retriever: Retriever, decision: Decision) -> str:
    """What a person reads: the answers, or a redirect's reply."""
    if decision.outcome != "answered":
        return decision.reply or ""
    found = (retriever.answer(entry_id, decision.tax_year) for entry_id in decision.entries)
    return "\n".join(answer.markdown for answer in found)
