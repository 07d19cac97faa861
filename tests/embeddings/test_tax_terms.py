"""Tax terms: each form, notice, schedule, plan and filing status in all its spellings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.tax_terms import Kind, located_terms, tax_terms, with_terms_joined


def named(text: str) -> set[tuple[Kind, str]]:
    return {(term.kind, term.name) for term in tax_terms(text)}


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("w2", ["w2", "w-2", "W-2", "W 2", "w two", "W\u20112", "form w2", "my w2s", "W-2s"]),
        ("w2g", ["W-2G", "w2g", "form W-2g"]),
        ("w4", ["W-4", "w4", "w four"]),
        ("w9", ["w-9", "W9", "w nine"]),
        ("1099", ["1099", "1099s", "a 1099 for", "Form 1099", "1099 s"]),
        ("1099k", ["1099-K", "1099 k", "1099k", "form 1099-k", "1099\u2013K"]),
        ("1099nec", ["form 1099-NEC", "1099nec", "1099 nec", "Form 1099NEC"]),
        ("1099s", ["1099-S", "form 1099-s"]),
        ("1099a", ["1099-A"]),
        ("1098t", ["1098-T", "1098 t", "1098t"]),
        ("1095a", ["1095-A", "1095a", "1095 a"]),
        ("1040", ["1040", "10-40", "10 40", "ten forty", "ten-forty", "my 1040s", "irs 1040"]),
        ("1040x", ["1040-X", "1040x", "1040 x", "10-40x", "ten forty x"]),
        ("4868", ["4868", "form 4868", "Form4868", "f4868", "4868?"]),
        ("8949", ["8949", "8949s", "forms 8949"]),
        ("ss4", ["SS-4", "ss4"]),
        ("7777", ["form 7777"]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_one_form_many_spellings(name: str, spellings: list[str]) -> None:
    assert {text: named(text) for text in spellings} == {
        text: {("form", name)} for text in spellings
    }


@pytest.mark.parametrize(
    ("kind", "name", "spellings"),
    [
        ("schedule", "schedulec", ["Schedule C", "sched c", "Sched. C", "sch. c", "sch C"]),
        ("schedule", "schedulese", ["schedule SE", "sch se"]),
        ("schedule", "schedule1a", ["Schedule 1-A", "schedule 1a"]),
        ("schedule", "schedulek1", ["K-1", "k1", "schedule k-1", "Schedule K1", "sched k one"]),
        ("notice", "cp2000", ["CP2000", "cp 2000", "CP-2000", "notice cp2000", "irs cp 2000"]),
        ("notice", "cp53e", ["CP53E", "cp53e", "cp 53e", "CP 53 E"]),
        ("notice", "lt11", ["LT11", "lt 11", "notice LT-11"]),
        ("notice", "letter5071c", ["letter 5071c", "Letter 5071C"]),
        ("plan", "401k", ["401(k)", "401k", "401 k", "401-k", "401(K)s"]),
        ("plan", "403b", ["403(b)", "403b"]),
        ("plan", "529", ["529", "529 plan"]),
        ("status", "mfj", ["mfj", "MFJ", "married filing jointly", "file jointly", "joint return"]),
        ("status", "mfs", ["mfs", "married filing separately", "we file separately"]),
        ("status", "hoh", ["head of household", "HOH", "Head of the household"]),
        ("status", "qss", ["qualifying surviving spouse", "qualifying widower"]),
        ("status", "single", ["single", "filing as single"]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_schedules_notices_plans_and_statuses(kind: Kind, name: str, spellings: list[str]) -> None:
    assert {text: named(text) for text in spellings} == {text: {(kind, name)} for text in spellings}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("i owe $4868", id="an amount"),
        pytest.param("i owe $ 4868", id="an amount with a space"),
        pytest.param("they want 4868 dollars", id="an amount in words"),
        pytest.param("they want $1,040", id="thousands"),
        pytest.param("for 2025", id="a year"),
        pytest.param("form 99", id="too short a number"),
        pytest.param("when will my refund come", id="no number"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_term(text: str) -> None:
    assert named(text) == set()


def test_several_terms_are_found_in_order() -> None:
    text = "I have a W-2, a 1099-NEC and a k-1. Do I need sched. C as head of household?"
    assert [term.name for term, _, _ in located_terms(text)] == [
        "w2",
        "1099nec",
        "schedulek1",
        "schedulec",
        "hoh",
    ]


def test_a_place_is_that_of_the_characters() -> None:
    text = "hi,\n\n  where is the  Form 1099-K ?"
    ((_, start, end),) = located_terms(text)
    assert text[start:end] == "Form 1099-K"


def test_a_letter_of_the_next_word_is_no_suffix() -> None:
    assert named("got a 1099 a week ago") == {("form", "1099")}


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("my 401(k) and W-2", "my 401k and w2"),
        ("sched. c and 10-40", "schedulec and 1040"),
        ("married filing jointly with a 1099 k", "married filing jointly with a 1099k"),
        ("no term here", "no term here"),
    ],
)
def test_terms_become_one_word(text: str, joined: str) -> None:
    assert " ".join(with_terms_joined(text).split()) == joined


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="w2k1099-_. \n\t$(){}é“cp", max_size=30))
def test_nothing_a_person_types_breaks_it(text: str) -> None:
    places = [(start, end) for _, start, end in located_terms(text)]
    assert places == sorted(places)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in places)
