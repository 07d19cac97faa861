"""Owns the validator: runs every check of the content and gathers what they find."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from embeddings.corpus import Corpus
from embeddings.faults import Fault
from embeddings.index import Index
from embeddings.skeleton import prompts_left
from embeddings.validation_answers import (
    answer_faults,
    host_faults,
    language_faults,
    read_allowed,
)
from embeddings.validation_figures import FigureFinder, by_hand_faults
from embeddings.validation_lines import EntryFile
from embeddings.validation_questions import (
    evaluation_leftovers,
    near_questions,
    paraphrase_faults,
    repeated_questions,
)
from embeddings.validation_redirects import redirect_faults, reply_faults


@dataclass(frozen=True)
class Validation:
    """All findings in the order of the files, and the mean reading grade of the answers."""

    faults: tuple[Fault, ...]
    mean_grade: float
    highest_grade: float


def validate(
    corpus: Corpus,
    today: dt.date | None = None,
    evaluation: Sequence[str] = (),
    index: Index | None = None,
) -> list[Fault]:
    """All faults of the content, those of single files included, in the order of the files."""
    return list(inspect(corpus, today, evaluation, index).faults)


def inspect(
    corpus: Corpus,
    today: dt.date | None = None,
    evaluation: Sequence[str] = (),
    index: Index | None = None,
    folder: Path | None = None,
) -> Validation:
    """Runs every check. `index` is one of this very corpus; without it, near questions are not
    looked for. `folder` is that of the content, by default where the entries lie."""
    day = today or dt.date.today()
    folder = folder or _folder_of(corpus)
    allowed = read_allowed(folder)
    finder = FigureFinder(corpus.figures)
    files = {entry_id: EntryFile(entry) for entry_id, entry in corpus.entries.items()}
    faults = [*corpus.faults, *_unwritten(folder)]
    grades = []
    for file in files.values():
        read, hard = language_faults(file, day, allowed)
        grades += [read.grade] if read else []
        faults += [
            *answer_faults(file, corpus, day),
            *by_hand_faults(file, finder),
            *hard,
            *host_faults(file, allowed),
            *paraphrase_faults(file),
            *_reference_faults(file, corpus),
            *_date_faults(file, day),
        ]
    faults += repeated_questions(files)
    faults += evaluation_leftovers(files, evaluation)
    faults += near_questions(files, index) if index else ()
    faults += redirect_faults(corpus, files, day, evaluation)
    mean = sum(grades) / len(grades) if grades else 0.0
    return Validation(tuple(sorted(faults)), mean, max(grades, default=0.0))


def unrenderable(corpus: Corpus, today: dt.date | None = None) -> list[Fault]:
    """Only what keeps an answer from being shown at all."""
    day = today or dt.date.today()
    answers = (answer_faults(EntryFile(entry), corpus, day) for entry in corpus.entries.values())
    replies = (reply_faults(redirect, day) for redirect in corpus.redirects.values())
    found = (fault for faults in (*answers, *replies) for fault in faults)
    return [fault for fault in found if fault.check == "template"]


def _folder_of(corpus: Corpus) -> Path:
    """An empty corpus lies nowhere: the current folder then holds nothing of its kind."""
    return next((entry.path.parents[1] for entry in corpus.entries.values()), Path("."))


def _unwritten(folder: Path) -> Iterator[Fault]:
    """What a skeleton asks for and nobody wrote, also in files that cannot be used yet."""
    for path in sorted(folder.glob("*/*.md")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for line, prompt in prompts_left(text):
            message = f"is not written yet: {prompt}"
            yield Fault(path, line, "unwritten", message, mend="replace the prompt with the text")


def _reference_faults(file: EntryFile, corpus: Corpus) -> Iterator[Fault]:
    entry = file.entry
    for related in entry.related:
        if related not in corpus.entries:
            near = get_close_matches(related, corpus.entries, 1)
            mend = f"did you mean {near[0]}?" if near else "correct the id, or take it out"
            message = f"there is no entry {related}"
            yield file.in_front("related", "related", message, mend, text=related)
    if corpus.topics and entry.topic not in corpus.topics:
        message = f"the topic {entry.topic} has no label"
        yield file.in_front("question", "topics", message, "add it to knowledge/topics.yml")


def _date_faults(file: EntryFile, today: dt.date) -> Iterator[Fault]:
    entry = file.entry
    if entry.review_by < today:
        message = f"was to be reviewed by {entry.review_by}"
        mend = "check the answer against its sources, then set reviewed_on and a new review_by"
        yield file.in_front("review_by", "review", message, mend, "warning")
    if entry.review_by <= entry.reviewed_on:
        message = f"review_by {entry.review_by} is not after reviewed_on {entry.reviewed_on}"
        yield file.in_front("review_by", "review", message, "set the day of the next review")
    if entry.reviewed_on > today:
        message = f"reviewed_on {entry.reviewed_on} is in the future"
        yield file.in_front("reviewed_on", "review", message, "set the day it was checked")
