"""The report on the whole assistant: its sums, and that a page can be made of it."""

from collections import Counter

import pytest

from embeddings.evaluation_page import evaluation_page
from embeddings.labelled import Question
from tests.evaluation.asking import Reply
from tests.evaluation.assistant_report import document_of, numbers_of
from tests.evaluation.scoring import Marked, marked

ANSWER = [{"type": "answer", "text": "Send Form 4868."}]
HANDOFF = Reply("unanswered", [{"type": "text", "text": "A person can help."}], seconds=0.02)


@pytest.fixture
def marks() -> list[Marked]:
    def asked(kind: str, **labels: tuple[str, ...]) -> Question:
        return Question("q1", "how <b>long</b>", kind, "filing/x", **labels)  # type: ignore[arg-type]

    given = Reply("answered", ANSWER, ["filing/extension"], 0.9, seconds=0.04)
    return [
        marked(asked("answerable", entries=("filing/extension",)), given),
        marked(asked("answerable", entries=("filing/other",)), given),
        marked(asked("answerable", entries=("filing/extension",)), HANDOFF),
        marked(asked("answerable", entries=("filing/extension",)), HANDOFF),
        marked(asked("out_of_scope"), given),
        marked(asked("account"), HANDOFF),
        marked(asked("person"), HANDOFF),
    ]


def test_the_sums(marks: list[Marked]) -> None:
    numbers = numbers_of(marks)
    assert numbers["answers"] == 3
    assert numbers["precision_of_answers"] == pytest.approx(1 / 3)
    assert numbers["handoff_rate"] == pytest.approx(1 / 2)
    assert numbers["false_answer_rate"] == pytest.approx(1 / 2)
    assert numbers["marks"]["answerable"] == {"right": 1, "wrong": 1, "missed": 2}
    assert numbers["milliseconds"]["p50"] == pytest.approx(20)


def test_the_tables(marks: list[Marked]) -> None:
    document = document_of(marks, Counter({"french": 2}), worst=2)
    tables = {table.caption: table for section in document.sections for table in section.tables}
    assert "2 french" in document.sections[0].paragraphs[1]
    assert list(tables["Marks by kind"].rows[0]) == [
        "answerable", "answer", "4", "1 (25%)", "", "2 (50%)", "1 (25%)", "1 (25%)",
    ]  # fmt: skip
    worst = tables["Wrong first, the most confident on top"].rows
    assert [row[2] for row in worst] == ["wrong", "wrong"]
    assert "how &lt;b&gt;long" in evaluation_page(document)
    assert [row["mark"] for row in document.questions][:2] == ["right", "wrong"]
