"""Checks of redirects: replies that show, examples that are nobody else's."""

from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.corpus import Corpus, load_corpus
from embeddings.faults import Fault
from embeddings.templates import AnswerTemplate
from embeddings.validation import inspect, unrenderable
from embeddings.validation_redirects import LONGEST_REPLY, reply_faults
from tests.factories import BALANCE, REFUND, TODAY, WEATHER, example_of, reply_of


def found(knowledge: Path, old: str, new: str, *evaluation: str) -> list[Fault]:
    path = knowledge / f"{WEATHER}.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    faults = inspect(load_corpus(knowledge), TODAY, evaluation).faults
    return [fault for fault in faults if fault.path == path]


def test_sound_redirects_have_no_faults(knowledge: Path) -> None:
    assert found(knowledge, "soup recipe", "soup recipe") == []


@pytest.mark.parametrize(
    ("new", "check", "message"),
    [
        pytest.param("Where is my REFUND", "repeated", f"is in {REFUND} too", id="an entry's"),
        pytest.param(
            example_of(BALANCE), "repeated", f"is in {BALANCE} too", id="another redirect's"
        ),
        pytest.param(
            "how do i plant a tree", "evaluation", "How do I plant trees?", id="an evaluation's"
        ),
    ],
)
def test_an_example_that_stands_elsewhere(
    knowledge: Path, new: str, check: str, message: str
) -> None:
    (fault,) = found(knowledge, "soup recipe", new, "How do I plant trees?")
    line = fault.path.read_text(encoding="utf-8").splitlines()[fault.line - 1]
    assert (fault.check, fault.severity) == (check, "error")
    assert message in fault.message
    assert new in line
    assert fault.remedy


def test_a_reply_is_short(knowledge: Path) -> None:
    (fault,) = found(knowledge, reply_of(WEATHER), "word " * LONGEST_REPLY + "word.")
    assert (fault.check, fault.remedy) == ("length", "cut it")
    assert f"{LONGEST_REPLY + 1} words" in fault.message


def test_a_reply_that_cannot_be_shown(tiny_corpus: Corpus) -> None:
    wrong = AnswerTemplate("{{ date('standard_deduction.single') }}", tiny_corpus.figures)
    redirect = replace(tiny_corpus.redirects[WEATHER], reply=wrong)
    (fault,) = reply_faults(redirect, TODAY)
    assert (fault.check, fault.path) == ("template", redirect.path)
    assert unrenderable(replace(tiny_corpus, redirects={WEATHER: redirect}), TODAY) == [fault]
    assert unrenderable(tiny_corpus, TODAY) == []
