"""Owns labelled questions: how they are read from the files that evaluations and fits use."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# Typographic forms of characters, folded before an answer is compared with its key facts.
_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‑": "-", "–": "-", "\u00a0": " "})

NEAR_MISS = "near_miss"
NO_ANSWER_KINDS = frozenset({"out_of_scope", "other", "oos", NEAR_MISS})
# The kinds for which something else than a tax answer is right, with the outcome that is.
REDIRECTED_KINDS: Mapping[str, str] = {
    "account_specific": "account", "account": "account",
    "human_request": "person", "person": "person",
    "smalltalk": "small_talk", "small_talk": "small_talk", "abuse": "small_talk",
    "distress": "urgent", "scam_now": "urgent",
    **dict.fromkeys(NO_ANSWER_KINDS, "out_of_scope"),
}  # fmt: skip


class EvaluationFileError(ValueError):
    """The file of labelled questions cannot be read; the message names the line."""


@dataclass(frozen=True)
class Question:
    """A labelled question.

    Right is the answer of one of `entries`, or where there are none one with the key facts: at
    least one text of each `must` group. `near_miss` sounds like a question of the corpus and is
    none. `context` holds the messages before, oldest first; `new_topic` says that they do not
    matter; `is_double` that all of `entries` are asked for at once.
    """

    id: str
    text: str
    kind: str
    topic: str
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    new_topic: bool = False
    is_double: bool = False
    expect: str = ""

    @property
    def is_answerable(self) -> bool:
        return self.kind == "answerable"


def read_questions(path: Path) -> list[Question]:
    """Reads a JSON Lines file, or a YAML file of held-out questions as in tests/.

    A JSON line needs `text` and `kind` (or `group`). Raises EvaluationFileError.
    """
    if path.suffix in (".yml", ".yaml"):
        return _held_out(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_labelled(path, at, line) for at, line in enumerate(lines, 1) if line.strip()]


def _labelled(path: Path, number: int, line: str) -> Question:
    try:
        row = json.loads(line)
        return Question(
            id=str(row.get("id", number)),
            text=row["text"],
            kind=row.get("kind") or row["group"],
            topic=row.get("topic") or row.get("intent", ""),
            must=tuple(tuple(group) for group in row.get("must", ())),
            must_not=tuple(row.get("must_not", ())),
            context=tuple(row.get("context") or ()),
            expect=row.get("expect", ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{path}:{number}: needs a JSON object with text and kind ({error})"
        raise EvaluationFileError(message) from error


def _held_out(path: Path) -> list[Question]:
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
        return [_row(path.stem, number, row) for number, row in enumerate(rows, 1)]
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        message = f"{path}: needs questions, each with text and entry, entries or kind ({error})"
        raise EvaluationFileError(message) from error


def _row(name: str, number: int, row: Mapping[str, Any]) -> Question:
    context = tuple(row.get("context", ()))
    entries: tuple[str, ...] = ()
    if "kind" in row:
        kind = row["kind"]
    elif "entries" not in row and row["entry"] is None:
        kind = NEAR_MISS
    else:
        entries = (
            tuple(row["entries"]) if "entries" in row else (row["entry"], *row.get("also", ()))
        )
        kind = "follow_up" if context and not row.get("changed") else "answerable"
    return Question(
        id=f"{name}-{number}",
        text=row["text"],
        kind=kind,
        topic=entries[0].partition("/")[0] if entries else name,
        entries=entries,
        context=context,
        new_topic=bool(row.get("changed")),
        is_double="entries" in row,
    )


def answers_it(question: Question, entry_id: str, answer: str) -> bool:
    """Whether an entry, with its answer's text, answers the question."""
    if question.entries:
        return entry_id in question.entries
    return holds_key_facts(question, answer)


def holds_key_facts(question: Question, answer: str) -> bool:
    """Whether the answer has a text of every `must` group and none of `must_not`."""
    folded = answer.translate(_FOLD)
    return all(any(_found(text, folded) for text in group) for group in question.must) and not any(
        _found(text, folded) for text in question.must_not
    )


def _found(pattern: str, text: str) -> bool:
    if len(pattern) > 2 and pattern[0] == pattern[-1] == "/":
        return re.search(pattern[1:-1], text, re.IGNORECASE) is not None
    return pattern.lower() in text.lower()
