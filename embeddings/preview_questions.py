"""Owns the questions of a preview: of evaluations, held-out files and logs, with their labels."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from embeddings.decision import Decision
from embeddings.labelled import (
    NO_ANSWER_KINDS,
    EvaluationFileError,
    Question,
    holds_key_facts,
    read_questions,
)
from embeddings.retriever import Retriever

Origin = Literal["evaluation", "held-out", "log"]
# What the retriever never sees alone: it needs the turn before, or is Rasa's.
_NOT_ALONE = frozenset({"follow_up", "smalltalk", "human_request"})


@dataclass(frozen=True)
class Asked:
    """A question to ask twice. What is right for it is known by key facts, by entry, or not.

    `entry` is None where no entry answers it; that counts only where `has_entry` is set.
    """

    origin: Origin
    text: str
    facts: Question | None = None
    entry: str | None = None
    has_entry: bool = False

    def is_right(self, retriever: Retriever, decision: Decision) -> bool | None:
        """Whether it was treated as it should be; None when nobody knows how."""
        answered = decision.outcome == "answered"
        if self.has_entry:
            given = decision.entries[0] if answered else None
            return given == self.entry
        if self.facts is None:
            return None
        if self.facts.kind in NO_ANSWER_KINDS:
            return not answered
        if self.facts.kind != "answerable":
            return None
        if not answered:
            return False
        answer = retriever.answer(decision.entries[0], decision.tax_year)
        return holds_key_facts(self.facts, answer.markdown)


def evaluation_questions(path: Path) -> list[Asked]:
    """Those of a JSON Lines file that make sense alone. Raises EvaluationFileError."""
    return [
        Asked("evaluation", question.text, facts=question)
        for question in read_questions(path)
        if question.kind not in _NOT_ALONE
    ]


def held_out_questions(folder: Path) -> list[Asked]:
    """Those of every `<topic>.yml` of a folder. Raises EvaluationFileError."""
    asked = []
    for path in sorted(folder.glob("*.yml")):
        try:
            rows = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
            asked += [
                Asked("held-out", str(row["text"]), entry=row["entry"], has_entry=True)
                for row in rows
            ]
        except (yaml.YAMLError, KeyError, TypeError) as error:
            raise EvaluationFileError(f"{path}: needs questions with text and entry") from error
    return asked


def logged_questions(path: Path, last: int) -> list[Asked]:
    """The newest of a JSON Lines file with `text`, each once. Raises EvaluationFileError."""
    texts: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                texts.append(str(json.loads(line)["text"]))
            except (ValueError, KeyError, TypeError) as error:
                message = f"{path}:{number}: needs a JSON object with text"
                raise EvaluationFileError(message) from error
    newest: Sequence[str] = list(dict.fromkeys(reversed(texts)))[:last]
    return [Asked("log", text) for text in newest]
