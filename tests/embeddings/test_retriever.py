"""The retriever: from a message to a decision and an answer for the right year."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.corpus import load_corpus
from embeddings.encoder import Vectors
from embeddings.follow_ups import Context
from embeddings.index import Index, IndexUnusable, build_index
from embeddings.ranking import Evidence, Ranker
from embeddings.retriever import Retriever, open_retriever
from tests.embeddings.conftest import MakeRetriever
from tests.factories import (
    BALANCE,
    CALLER,
    DEDUCTION,
    EXTENSION,
    GREETING,
    PERSON,
    REFUND,
    WEATHER,
    example_of,
    question_of,
    reply_of,
    retrieval_settings,
)
from tests.fakes import WordEncoder

BEFORE = Context("how much is the standard deduction for 2026", DEDUCTION, 2026)
TWO = "Where is my refund? How do I get more time to file?"


def test_one_candidate_an_entry_best_first(retriever: Retriever) -> None:
    candidates = retriever.search("how much is the standard deduction")
    assert candidates[0].entry_id == DEDUCTION
    assert len({candidate.entry_id for candidate in candidates}) == len(candidates) == 3
    scores = [candidate.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("entry_id", [EXTENSION, DEDUCTION, REFUND])
def test_its_own_question_is_answered(retriever: Retriever, entry_id: str) -> None:
    decision = retriever.ask(question_of(entry_id))
    assert (decision.outcome, decision.entries) == ("answered", (entry_id,))
    assert decision.confidence > 0.9


def test_a_question_with_a_slip_is_answered(retriever: Retriever) -> None:
    assert retriever.ask("where is my refnud").entries == (REFUND,)


def test_words_from_elsewhere_are_not_answered(retriever: Retriever) -> None:
    assert retriever.ask("zebra quagga okapi").outcome == "unanswered"


@pytest.mark.parametrize(
    ("redirect", "outcome"),
    [
        (WEATHER, "out_of_scope"),
        (BALANCE, "account"),
        (PERSON, "person"),
        (GREETING, "small_talk"),
        (CALLER, "urgent"),
    ],
)
def test_what_no_entry_answers_is_redirected(
    retriever: Retriever, redirect: str, outcome: str
) -> None:
    decision = retriever.ask(example_of(redirect))
    assert (decision.outcome, decision.redirect) == (outcome, redirect)
    assert decision.reply == reply_of(redirect)


def test_somebody_in_danger_is_told_at_once(retriever: Retriever) -> None:
    assert retriever.urgent_reply(example_of(CALLER)) == reply_of(CALLER)
    assert retriever.urgent_reply("talk to someone") is None
    assert retriever.urgent_reply("where is my refund") is None


def test_the_year_asked_for_reaches_the_answer(retriever: Retriever) -> None:
    decision = retriever.ask("How much is the standard deduction for 2026?")
    assert decision.tax_year == 2026
    answer = retriever.answer(DEDUCTION, decision.tax_year)
    assert "$16,100" in answer.markdown
    assert "$15,750" not in answer.markdown
    assert answer.tax_year == 2026


def test_without_a_year_both_are_named(retriever: Retriever) -> None:
    answer = retriever.answer(DEDUCTION, None)
    assert "$15,750 (2026: $16,100)" in answer.markdown
    assert answer.tax_year == 2025


def test_an_answer_without_figures_has_no_year(retriever: Retriever) -> None:
    assert retriever.answer(REFUND, None).tax_year is None


def test_an_unknown_entry_is_an_error(retriever: Retriever) -> None:
    with pytest.raises(KeyError):
        retriever.answer("no/such", None)


def test_an_answer_for_one_year_only_names_no_other(make_retriever: MakeRetriever) -> None:
    retriever = make_retriever()
    entries = dict(retriever.corpus.entries)
    for year, amount, other in ((2025, "$15,750", "$16,100"), (2026, "$16,100", "$15,750")):
        entries[DEDUCTION] = replace(entries[DEDUCTION], tax_years=frozenset({year}))
        retriever.corpus = replace(retriever.corpus, entries=entries)
        answer = retriever.answer(DEDUCTION, None)
        assert answer.tax_year == year
        assert amount in answer.markdown
        assert other not in answer.markdown


def test_a_decision_names_the_content_it_was_made_from(retriever: Retriever) -> None:
    digest = retriever.corpus.digest
    assert retriever.ask("more time").generation == digest
    assert retriever.ask(TWO).generation == digest
    assert retriever.pick(EXTENSION, None).generation == digest


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        pytest.param(TWO, (REFUND, EXTENSION), id="two sentences"),
        pytest.param(
            "where is my refund and how much is the standard deduction",
            (REFUND, DEDUCTION),
            id="one sentence",
        ),
        pytest.param(f"{TWO} {TWO}", (REFUND, EXTENSION), id="each asked twice"),
        pytest.param(
            f"{TWO} How much is the standard deduction?", (REFUND, EXTENSION), id="at most two"
        ),
        pytest.param("Where is my refund? Where can my refund be?", (REFUND,), id="one in two"),
    ],
)
def test_two_questions_get_both_answers(
    retriever: Retriever, text: str, entries: tuple[str, ...]
) -> None:
    decision = retriever.ask(text)
    assert (decision.outcome, decision.entries) == ("answered", entries)
    assert decision.left_open is None


def test_of_two_answers_the_less_sure_one_counts(retriever: Retriever) -> None:
    parts = ("Where is my refund?", "How much is a deduction?")
    alone = [retriever.ask(part).confidence for part in parts]
    both = retriever.ask(" ".join(parts))
    assert both.entries == (REFUND, DEDUCTION)
    assert both.confidence == min(alone) < max(alone)


def test_a_part_without_an_answer_is_left_open(retriever: Retriever) -> None:
    decision = retriever.ask(
        "Where is my refund? Will zebras and quaggas and okapis graze in the far savanna?"
    )
    assert (decision.outcome, decision.entries) == ("answered", (REFUND,))
    assert decision.left_open == "Will zebras and quaggas and okapis graze in the far savanna?"


def test_two_parts_without_an_answer_get_none(retriever: Retriever) -> None:
    decision = retriever.ask("Can zebras graze there? Will quaggas and okapis?")
    assert decision.outcome != "answered"
    assert decision.left_open is None


def test_two_questions_do_not_hide_that_somebody_is_in_danger(
    make_retriever: MakeRetriever,
) -> None:
    retriever = make_retriever(redirect=0.3)
    text = f"{example_of(CALLER)}! {example_of(CALLER)}! {TWO}"
    assert retriever.urgent_reply(text) == reply_of(CALLER)
    assert retriever.ask(text).outcome == "urgent"


def test_danger_is_told_beside_questions(make_retriever: MakeRetriever) -> None:
    questions = "Where is my refund? How much is the standard deduction?"
    text = f"{questions} {example_of(CALLER)}."
    never = make_retriever(urgent_sentence=0.999)
    assert never.urgent_reply(text) is None
    assert never.ask(text).outcome != "urgent"
    retriever = make_retriever(urgent_sentence=0.95)
    assert retriever.urgent_reply(text) == reply_of(CALLER)
    assert retriever.ask(text).redirect == CALLER
    assert retriever.urgent_reply(questions) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        pytest.param("and if i am married?", 2026, id="the year holds"),
        pytest.param("what about 2025?", 2025, id="another year"),
        pytest.param("is that for each of us", 2026, id="it points back"),
    ],
)
def test_a_follow_up_is_read_with_the_question_before(
    retriever: Retriever, text: str, year: int
) -> None:
    assert retriever.ask(text).outcome != "answered"
    decision = retriever.ask(text, BEFORE)
    assert (decision.outcome, decision.entries) == ("answered", (DEDUCTION,))
    assert decision.tax_year == year
    assert decision.resolved == f"{BEFORE.question} {text}"


@pytest.mark.parametrize(("year", "lasts"), [(2026, True), (2018, False), (1998, False)])
def test_only_a_year_with_figures_lasts(retriever: Retriever, year: int, lasts: bool) -> None:
    decision = retriever.ask(f"standard deduction for {year}")
    assert (decision.tax_year, decision.year_lasts) == (year, lasts)


def test_a_new_topic_is_not_dragged_along(retriever: Retriever) -> None:
    alone, after = (retriever.ask("Where is my refund?", context) for context in (None, BEFORE))
    assert (after.entries, after.resolved) == ((REFUND,), None)
    assert after.confidence == alone.confidence
    assert after.tax_year == 2026


@pytest.mark.parametrize("redirect", [CALLER, PERSON, BALANCE, GREETING, WEATHER])
def test_a_redirect_is_no_follow_up(retriever: Retriever, redirect: str) -> None:
    decision = retriever.ask(example_of(redirect), BEFORE)
    assert (decision.redirect, decision.resolved) == (redirect, None)


def test_how_soon_a_message_counts_as_a_follow_up_is_a_limit(make_retriever: MakeRetriever) -> None:
    never = make_retriever(follow_up=0.999)
    assert never.ask("and if i am married?", BEFORE).resolved is None
    ever = make_retriever(follow_up=0.001)
    assert ever.ask("Where is my refund?", BEFORE).resolved is not None


def test_a_pick_needs_no_search(retriever: Retriever) -> None:
    decision = retriever.pick(DEDUCTION, 2026)
    assert (decision.outcome, decision.entries, decision.tax_year) == (
        "answered",
        (DEDUCTION,),
        2026,
    )
    assert retriever.pick(DEDUCTION, 2019).outcome == "unanswered"
    assert retriever.pick("gone/since", None).outcome == "unanswered"


class HurriedRanker(Ranker):
    """Takes no time, so that many threads are at the same place."""

    def evidence(self, text: str, vector: Vectors) -> Evidence:
        return Evidence((text,), np.zeros((1, 1)), {})


@pytest.fixture
def quick_switches() -> Iterator[None]:
    """Threads that take turns far more often than usual: what could go wrong, does."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("quick_switches")
def test_many_may_ask_at_once(make_retriever: MakeRetriever, tiny_index: Index) -> None:
    retriever = make_retriever()
    retriever._ranker = HurriedRanker(tiny_index, 10)

    def ask(name: int) -> bool:
        texts = [f"{name} {at}" for at in range(1000)]
        return all(retriever.evidence(text).targets == (text,) for text in texts)

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(16)))


def test_content_and_index_are_opened_together(knowledge: Path, tmp_path: Path) -> None:
    encoder, settings = WordEncoder(), retrieval_settings()
    with pytest.raises(IndexUnusable, match="no index"):
        open_retriever(knowledge, tmp_path / "index", encoder, settings)
    build_index(load_corpus(knowledge), encoder, tmp_path / "index")
    opened = open_retriever(knowledge, tmp_path / "index", encoder, settings)
    assert opened.ask(question_of(REFUND)).entries == (REFUND,)
