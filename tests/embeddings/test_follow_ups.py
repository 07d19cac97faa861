"""Follow-ups: what is remembered, what tells them, and which entry they ask for."""

from dataclasses import replace

import numpy as np
import pytest

from embeddings.confidence import Candidate, Ranked, confidence_of
from embeddings.corpus import Corpus
from embeddings.decision import Decision, Outcome
from embeddings.follow_ups import (
    DETECTION_FEATURES,
    RANKING_FEATURES,
    Context,
    detection_features,
    joined_text,
    may_lean,
    next_context,
    ranking_features,
    resolved,
)
from embeddings.retriever import Retriever
from tests.factories import (
    DEDUCTION,
    EXTENSION,
    GREETING,
    REFUND,
    decision,
    example_of,
    retrieval_settings,
)

BEFORE = Context("how much is the standard deduction", DEDUCTION, 2026)
FITTED = retrieval_settings().fitted


@pytest.mark.parametrize(
    ("made", "entry_id"),
    [
        pytest.param(decision("answered", EXTENSION), EXTENSION, id="answered"),
        pytest.param(decision("answered", EXTENSION, REFUND), EXTENSION, id="two answers"),
        pytest.param(decision("choices", REFUND, EXTENSION), REFUND, id="choices"),
        pytest.param(decision("unanswered"), REFUND, id="the nearest of what was not answered"),
        pytest.param(Decision("unanswered", 0.0, (), (), None), None, id="nothing near"),
    ],
)
def test_a_question_becomes_the_context(made: Decision, entry_id: str | None) -> None:
    assert next_context(None, "more time", made) == Context("more time", entry_id, None)
    assert next_context(BEFORE, "more time", made) == Context("more time", entry_id, 2026)


@pytest.mark.parametrize("outcome", ["small_talk", "out_of_scope", "account", "person", "urgent"])
def test_what_is_no_tax_question_leaves_the_context(outcome: Outcome) -> None:
    made = replace(decision("unanswered"), outcome=outcome)
    assert next_context(BEFORE, "thank you", made) == BEFORE
    assert next_context(None, "hello", made) is None


def test_a_year_without_figures_does_not_hold() -> None:
    old = replace(decision("unanswered"), tax_year=2018, year_lasts=False)
    kept = next_context(BEFORE, "what about 2018", old)
    assert kept is not None
    assert kept.tax_year == 2026
    assert next_context(None, "deduction 2018", old) == Context("deduction 2018", REFUND, None)


def test_a_year_holds_until_another_is_named() -> None:
    kept = next_context(BEFORE, "more time", decision("answered", EXTENSION))
    assert kept == Context("more time", EXTENSION, 2026)
    named = next_context(kept, "in 2025", decision("answered", EXTENSION, tax_year=2025))
    assert named == Context("in 2025", EXTENSION, 2025)
    said = replace(decision("small_talk"), tax_year=2024)
    assert next_context(named, "thanks, 2024 was hard", said) == Context("in 2025", EXTENSION, 2024)


def test_a_follow_up_is_remembered_as_it_was_read() -> None:
    text = joined_text(BEFORE, "and if married?")
    assert text == "how much is the standard deduction and if married?"
    made = replace(decision("answered", DEDUCTION), resolved=text)
    remembered = next_context(BEFORE, "and if married?", made)
    assert remembered == Context(text, DEDUCTION, 2026)


def detected(retriever: Retriever, text: str, context: Context = BEFORE) -> dict[str, float]:
    alone, joined = retriever.evidence(text), retriever.evidence(joined_text(context, text))
    entries = retriever.corpus.entries
    values = detection_features(context, text, alone, joined, FITTED.ranking.weights, entries)
    return dict(zip(DETECTION_FEATURES, map(float, values), strict=True))


@pytest.mark.parametrize(
    ("text", "opening", "pronoun"),
    [
        pytest.param("and if i'm married?", 1, 0, id="and"),
        pytest.param("What about 2025?", 1, 0, id="what about"),
        pytest.param("  But why", 1, 0, id="spaces before"),
        pytest.param("is that for each of us", 1, 1, id="is that"),
        pytest.param("can they take it", 1, 1, id="can they"),
        pytest.param("would it be more", 0, 1, id="it"),
        pytest.param("where is my refund", 0, 0, id="a whole question"),
        pytest.param("android phones", 0, 0, id="the start of a word"),
    ],
)
def test_how_a_message_opens_and_points_back(
    retriever: Retriever, text: str, opening: float, pronoun: float
) -> None:
    found = detected(retriever, text)
    assert (found["opening"], found["pronoun"]) == (opening, pronoun)


def test_a_whole_question_stands_out(retriever: Retriever) -> None:
    whole, leaning = detected(retriever, "where is my refund"), detected(retriever, "if married?")
    assert whole["alone"] > 0.9 > 0.2 > leaning["alone"]
    assert whole["best"] > leaning["best"]
    assert leaning["none"] > whole["none"]
    assert leaning["words"] < whole["words"]


@pytest.mark.parametrize(
    "text", ["if married?", "where is my refund", "standard deduction amount", "thanks", "and it"]
)
def test_no_message_leans_more_than_it_may(retriever: Retriever, text: str) -> None:
    alone, joined = retriever.evidence(text), retriever.evidence(joined_text(BEFORE, text))
    weights, entries = FITTED.ranking.weights, retriever.corpus.entries
    numbers = FITTED.follow_up.detection
    values = detection_features(BEFORE, text, alone, joined, weights, entries)
    leans = confidence_of(values, numbers, DETECTION_FEATURES)
    may = may_lean(BEFORE, text, alone, weights, entries, numbers)
    assert leans <= may < 1


def test_small_talk_stands_out(retriever: Retriever) -> None:
    assert detected(retriever, example_of(GREETING))["redirects"] > 0.9


def test_what_the_same_entry_answers_is_told(retriever: Retriever) -> None:
    again = detected(retriever, "standard deduction amount")
    assert (again["same"], again["topic"]) == (1, 1)
    other = detected(retriever, "where is my refund")
    assert (other["topic"], other["related"]) == (0, 0)


def related(corpus: Corpus) -> Corpus:
    """The entry before names the refund, and that the extension."""
    before = replace(corpus.entries[DEDUCTION], related=(REFUND, "gone/since"))
    entry = replace(corpus.entries[REFUND], related=(EXTENSION,))
    return replace(corpus, entries={**corpus.entries, DEDUCTION: before, REFUND: entry})


@pytest.mark.parametrize(
    ("feature", "values"),
    [
        pytest.param("same", {DEDUCTION: 1, EXTENSION: 0, REFUND: 0}, id="the entry before"),
        pytest.param("related", {DEDUCTION: 0, EXTENSION: 0, REFUND: 1}, id="related to it"),
        pytest.param("kin", {DEDUCTION: 1, EXTENSION: 1, REFUND: 0}, id="at one remove"),
        pytest.param("topic", {DEDUCTION: 1, EXTENSION: 0, REFUND: 0}, id="its topic"),
    ],
)
def test_what_ties_an_entry_to_the_one_before(
    retriever: Retriever, feature: str, values: dict[str, float]
) -> None:
    text = "and if married?"
    alone, joined = retriever.evidence(text), retriever.evidence(joined_text(BEFORE, text))
    earlier = retriever.evidence(BEFORE.question)
    entries = related(retriever.corpus).entries
    features = ranking_features(BEFORE, alone, joined, earlier, FITTED.ranking.weights, entries)
    column = features[:, RANKING_FEATURES.index(feature)]
    assert dict(zip(entries, column, strict=True)) == values
    assert np.isfinite(features).all()


def test_the_entry_before_is_likely_where_the_message_says_little(retriever: Retriever) -> None:
    found = followed(retriever, "and if married?")
    assert found.candidates[0].entry_id == DEDUCTION
    assert found.confidence > 0.7
    assert found.redirects == {}


def test_its_own_words_lead_elsewhere(retriever: Retriever) -> None:
    sure = followed(retriever, "and if married?")
    torn = followed(retriever, "and where is my refund, how long is my refund away")
    share = {found.entry_id: found.probability for found in torn.candidates}
    assert share[REFUND] > {c.entry_id: c.probability for c in sure.candidates}[REFUND]


def followed(retriever: Retriever, text: str, most: int = 5) -> Ranked:
    alone, joined = retriever.evidence(text), retriever.evidence(joined_text(BEFORE, text))
    weights, entries = FITTED.ranking.weights, retriever.corpus.entries
    features = ranking_features(BEFORE, alone, joined, joined, weights, entries)
    ranked = retriever.rank(joined_text(BEFORE, text))
    return resolved(ranked, joined, features, FITTED.follow_up, most)


def test_a_resolved_ranking_is_a_ranking(retriever: Retriever) -> None:
    found = followed(retriever, "and if married?").candidates
    assert sum(candidate.probability for candidate in found) == pytest.approx(1.0)
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert all(isinstance(c, Candidate) and c.passage for c in found)
    assert len(followed(retriever, "and if married?", most=2).candidates) == 2
