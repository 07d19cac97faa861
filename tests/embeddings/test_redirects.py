"""Redirects: what is said to messages that no entry answers, and what is wrong with a file."""

import re
from pathlib import Path

import pytest
import yaml

from embeddings.corpus import CorpusReader, load_corpus
from embeddings.redirects import is_redirect
from embeddings.templates import YearChoice
from tests.factories import BALANCE, EXTENSION, TODAY, WEATHER, reply_of

SOUND = {
    "about": "A test",
    "outcome": "account",
    "reply": "I cannot see your account.",
    "examples": ["one", "two", "three", "four", "five"],
}


def write(knowledge: Path, **changes: object) -> None:
    raw = {key: value for key, value in {**SOUND, **changes}.items() if value is not None}
    text = yaml.safe_dump(raw, allow_unicode=True)
    (knowledge / "redirects" / "new.yml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("outcome", ["out_of_scope", "account", "person", "urgent", "small_talk"])
def test_every_outcome_can_be_written(knowledge: Path, outcome: str) -> None:
    write(knowledge, outcome=outcome)
    corpus = load_corpus(knowledge)
    assert corpus.faults == ()
    assert corpus.redirects["redirects/new"].outcome == outcome


def test_a_redirect_is_read_whole(knowledge: Path) -> None:
    write(knowledge, examples=[" one ", "two", "two", "three", "four"])
    found = load_corpus(knowledge).redirects["redirects/new"]
    assert (found.about, found.path.name) == ("A test", "new.yml")
    assert found.examples == ("one", "two", "three", "four")
    assert found.reply.render(YearChoice(None, TODAY)) == "I cannot see your account."


def test_a_reply_may_name_figures_of_the_year_asked(knowledge: Path) -> None:
    write(knowledge, reply='The next deadline is {{ date("filing_season.deadline") }}.')
    reply = load_corpus(knowledge).redirects["redirects/new"].reply
    assert reply.render(YearChoice(2025, TODAY)) == "The next deadline is April 15, 2026."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"about": None}, "about", id="no label"),
        pytest.param({"outcome": "answered"}, "outcome", id="unknown outcome"),
        pytest.param({"reply": "No."}, "reply", id="hardly a reply"),
        pytest.param({"examples": ["a", "b", "c", "d"]}, "examples", id="too few examples"),
        pytest.param({"examples": [1, 2, 3, 4, 5]}, "examples", id="numbers for examples"),
        pytest.param({"colour": "red"}, "colour", id="unknown key"),
        pytest.param({"reply": "By {{ date('zz') }}, at last"}, "reply: .*zz", id="no such figure"),
        pytest.param({"reply": "By {% for %} at last"}, "reply: .*template", id="no template"),
        pytest.param(
            {"reply": "By {{ date('standard_deduction.single') }}, at last"},
            "reply: .*not a date",
            id="fails only when it is shown",
        ),
    ],
)
def test_a_faulty_redirect_is_left_out_and_named(
    knowledge: Path, changes: dict[str, object], message: str
) -> None:
    write(knowledge, **changes)
    corpus = load_corpus(knowledge)
    assert "redirects/new" not in corpus.redirects
    assert WEATHER in corpus.redirects
    (fault,) = corpus.faults
    assert (fault.path.name, fault.severity) == ("new.yml", "error")
    assert fault.remedy
    assert re.search(message, fault.message)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"about: [", id="not YAML"),
        pytest.param(b"just text", id="no keys"),
        pytest.param(b"", id="empty"),
        pytest.param(b"about: \xff", id="not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(knowledge: Path, raw: bytes) -> None:
    (knowledge / "redirects" / "new.yml").write_bytes(raw)
    assert [fault.path.name for fault in load_corpus(knowledge).faults] == ["new.yml"]


def test_content_without_redirects_is_sound(knowledge: Path) -> None:
    for path in (knowledge / "redirects").iterdir():
        path.unlink()
    corpus = load_corpus(knowledge)
    assert (corpus.faults, dict(corpus.redirects)) == ((), {})


def test_an_edit_of_a_redirect_is_an_edit_of_the_content(knowledge: Path) -> None:
    reader = CorpusReader(knowledge)
    first = reader.read()
    path = knowledge / f"{BALANCE}.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("your account", "your file"), "utf-8")
    second = reader.read()
    assert first.digest != second.digest
    assert second.redirects[BALANCE].reply.render(YearChoice(None, TODAY)) != reply_of(BALANCE)
    assert second.entries[EXTENSION] is first.entries[EXTENSION]


@pytest.mark.parametrize(
    ("target", "is_one"), [(WEATHER, True), (EXTENSION, False), ("redirects-of/x", False)]
)
def test_ids_of_redirects(target: str, is_one: bool) -> None:
    assert is_redirect(target) is is_one
