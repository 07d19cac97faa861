"""Owns the checks of questions and paraphrases against each other and against evaluations."""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz, process

from embeddings.faults import Fault
from embeddings.index import Index
from embeddings.validation_lines import EntryFile

FEWEST_PARAPHRASES = 8
# Cosine similarity from which two texts ask the same. Among the 304 entries of November 2026 all
# three pairs from 0.90 up were one question in two places; of the next ten, at 0.86 to 0.90, one.
SAME_QUESTION = 0.90
# Likeness (0 to 100) from which a text is a copy of an evaluation question.
COPY = 88
# Texts shorter than this ("w-2", "form 8863") are alike by chance.
SHORTEST_COMPARED = 12

Files = Mapping[str, EntryFile]


def folded(text: str) -> str:
    """The words alone, in lower case."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def paraphrase_faults(file: EntryFile) -> Iterator[Fault]:
    count = len(file.entry.paraphrases)
    if count < FEWEST_PARAPHRASES:
        message = f"has {count} paraphrases, {FEWEST_PARAPHRASES} are needed to be found well"
        mend = "write more: key words, chatty, misspelled, an expert's, a beginner's"
        yield file.in_front("paraphrases", "paraphrases", message, mend, "warning")


def repeated_questions(files: Files) -> Iterator[Fault]:
    """Questions and paraphrases that stand in two entries word for word."""
    seen: dict[str, str] = {}
    for entry_id, file in files.items():
        for key, text in _questions(file):
            other = seen.setdefault(folded(text), entry_id)
            if other != entry_id:
                message = f'"{text}" is in {other} too'
                yield file.in_front(key, "repeated", message, "keep it in one of them", text=text)


def near_questions(files: Files, index: Index) -> Iterator[Fault]:
    """Questions and paraphrases whose nearest neighbour in another entry is nearly the same."""
    asked = [
        at
        for at, passage in enumerate(index.passages)
        if passage.entry_id in files and passage.kind != "answer"
    ]
    vectors = index.vectors[asked]
    for at, hits in zip(asked, index.search(vectors, 30), strict=True):
        mine = index.passages[at]
        for score, other in hits:
            if score < SAME_QUESTION:
                break
            apart = other.entry_id != mine.entry_id and other.kind != "answer"
            # Each pair once, and not again what `repeated` reports.
            first = mine.entry_id < other.entry_id or other.entry_id not in files
            if apart and first and folded(mine.text) != folded(other.text):
                message = (
                    f'"{mine.text}" asks nearly the same as "{other.text}" '
                    f"in {other.entry_id} (likeness {score:.2f})"
                )
                mend = "keep it in the entry that answers it, or make the difference plain"
                key = "question" if mine.kind == "question" else "paraphrases"
                file = files[mine.entry_id]
                yield file.in_front(key, "near", message, mend, "warning", mine.text)
                break


def evaluation_leftovers(files: Files, questions: Sequence[str]) -> Iterator[Fault]:
    """Texts that copy a question of an evaluation: it would then measure nothing."""
    for file in files.values():
        for key, text in _questions(file):
            copied = near_copy(text, questions)
            if copied is not None:
                message = f'"{text}" copies the evaluation question "{copied}"'
                yield file.in_front(
                    key, "evaluation", message, "word it in your own way", text=text
                )


def near_copy(text: str, questions: Sequence[str]) -> str | None:
    """The evaluation question a text copies, or None."""
    known = _folded_questions(tuple(questions))
    mine = folded(text)
    if mine in known:
        return known[mine]
    if len(mine) < SHORTEST_COMPARED:
        return None
    found = process.extractOne(mine, known.keys(), scorer=fuzz.ratio, score_cutoff=COPY)
    return known[found[0]] if found else None


@functools.lru_cache(maxsize=2)
def _folded_questions(questions: tuple[str, ...]) -> Mapping[str, str]:
    return {folded(question): question for question in questions}


def _questions(file: EntryFile) -> Iterator[tuple[str, str]]:
    yield "question", file.entry.question
    for text in file.entry.paraphrases:
        yield "paraphrases", text
