"""Questions against each other and against evaluations."""

import datetime as dt
import re
from pathlib import Path

import pytest

from embeddings.corpus import load_corpus
from embeddings.faults import Fault
from embeddings.index import make_index
from embeddings.validation import inspect
from embeddings.validation_questions import near_copy
from tests.factories import BALANCE, EXTENSION, REFUND, WEATHER, example_of
from tests.fakes import WordEncoder

TODAY = dt.date(2026, 11, 23)


def near(knowledge: Path) -> list[Fault]:
    corpus = load_corpus(knowledge)
    index, _ = make_index(corpus, "words", WordEncoder().encode)
    faults = inspect(corpus, TODAY, index=index).faults
    return [fault for fault in faults if fault.check == "near"]


def replace(knowledge: Path, entry_id: str, old: str, new: str) -> None:
    path = knowledge / f"{entry_id}.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_different_questions_are_not_near(knowledge: Path) -> None:
    assert near(knowledge) == []


def test_two_entries_that_ask_the_same_are_named_once(knowledge: Path) -> None:
    replace(knowledge, REFUND, "where is my refund", "to file how do i get more time")
    faults = near(knowledge)
    assert {fault.path.name for fault in faults} == {"extension.md"}
    assert [fault.line for fault in faults] == [2, 3]
    assert all(REFUND in fault.message for fault in faults)
    assert {fault.severity for fault in faults} == {"warning"}


@pytest.mark.parametrize("entry_id", [EXTENSION, REFUND], ids=["before", "after"])
def test_an_entry_that_asks_what_a_redirect_answers_is_named(
    knowledge: Path, entry_id: str
) -> None:
    path = knowledge / f"{entry_id}.md"
    text = re.sub(
        r"paraphrases: .*", "paraphrases: [tomorrow will it rain]", path.read_text("utf-8")
    )
    path.write_text(text, encoding="utf-8")
    (fault,) = near(knowledge)
    assert (fault.path, fault.line) == (path, 3)
    assert WEATHER in fault.message


def test_redirects_may_be_like_each_other(knowledge: Path) -> None:
    path = knowledge / f"{WEATHER}.yml"
    text = path.read_text(encoding="utf-8").replace("soup recipe", example_of(BALANCE) + " now")
    path.write_text(text, encoding="utf-8")
    assert near(knowledge) == []


def test_without_an_index_nothing_is_near(knowledge: Path) -> None:
    replace(knowledge, REFUND, "where is my refund", "to file how do i get more time")
    faults = inspect(load_corpus(knowledge), TODAY).faults
    assert "near" not in {fault.check for fault in faults}


def test_a_copy_of_an_evaluation_question_is_an_error(knowledge: Path) -> None:
    faults = inspect(
        load_corpus(knowledge), TODAY, evaluation=["How do I get more time to file??", "else"]
    ).faults
    copies = [fault for fault in faults if fault.check == "evaluation"]
    assert {(fault.path.stem, fault.severity) for fault in copies} == {("extension", "error")}
    assert {fault.line for fault in copies} == {2, 3}
    assert EXTENSION.endswith(copies[0].path.stem)


@pytest.mark.parametrize(
    ("text", "question", "copied"),
    [
        pytest.param("Where's my refund?", "wheres my refund", True, id="marks aside"),
        pytest.param("when will my refund arrive", "when will my refunds arrive", True, id="near"),
        pytest.param("form 8863", "form 8853", False, id="too short to tell"),
        pytest.param("form 8863", "Form 8863?", True, id="short and the same"),
        pytest.param("when is tax day", "how do I pay by card", False, id="another"),
    ],
)
def test_near_copies(text: str, question: str, copied: bool) -> None:
    assert (near_copy(text, [question]) is not None) is copied
