"""The evaluation: verdicts by kind, follow-ups with their context, and the sums."""

from pathlib import Path

import pytest

from embeddings.decision import Decision
from embeddings.evaluation import by_topic, evaluate, kind_of, worst, wrong_share
from embeddings.labelled import Question
from tests.factories import DEDUCTION, EXTENSION, REFUND, decision, write_knowledge
from tests.fakes import ScriptedRetriever

BOTH = (EXTENSION, REFUND)


def asked(text: str, kind: str = "answerable", **labels: object) -> Question:
    given: dict[str, object] = {"entries": (EXTENSION,)} if kind == "answerable" else {}
    return Question("q", text, kind, "filing/x", **{**given, **labels})  # type: ignore[arg-type]


@pytest.fixture
def retriever(tmp_path: Path) -> ScriptedRetriever:
    return ScriptedRetriever(write_knowledge(tmp_path / "knowledge"))


@pytest.mark.parametrize(
    ("question", "made", "verdict"),
    [
        pytest.param(asked("t"), decision("answered", EXTENSION), "right", id="right"),
        pytest.param(asked("t"), decision("answered", REFUND), "wrong", id="wrong"),
        pytest.param(asked("t"), decision("choices", *BOTH), "right_in_choices", id="choice"),
        pytest.param(asked("t"), decision("choices", REFUND), "missed", id="other choices"),
        pytest.param(asked("t"), decision("out_of_scope"), "missed", id="declined"),
        pytest.param(
            asked("t", entries=(), must=(("4868",),)),
            decision("answered", EXTENSION),
            "right",
            id="key facts",
        ),
        pytest.param(
            asked("t", entries=BOTH, is_double=True),
            decision("answered", *BOTH),
            "right",
            id="both answered",
        ),
        pytest.param(
            asked("t", entries=BOTH, is_double=True),
            decision("answered", REFUND),
            "partly",
            id="one of two",
        ),
        pytest.param(
            asked("t", entries=BOTH, is_double=True),
            decision("answered", REFUND, DEDUCTION),
            "wrong",
            id="one of two wrong",
        ),
        pytest.param(asked("t", "near_miss"), decision("choices", REFUND), "right", id="no answer"),
        pytest.param(asked("t", "oos"), decision("answered", REFUND), "wrong", id="false answer"),
        pytest.param(asked("t", "account"), decision("account"), "right", id="account"),
        pytest.param(asked("t", "account"), decision("unanswered"), "right", id="handed on"),
        pytest.param(asked("t", "account"), decision("small_talk"), "missed", id="not handed on"),
        pytest.param(
            asked("t", "account_specific", expect="answer_or_handoff", must=(("4868",),)),
            decision("answered", EXTENSION),
            "right",
            id="told where to look",
        ),
        pytest.param(
            asked("t", "account_specific", expect="answer_or_handoff", must=(("4868",),)),
            decision("answered", REFUND),
            "wrong",
            id="told something else",
        ),
        pytest.param(asked("t", "distress"), decision("urgent"), "right", id="urgent"),
        pytest.param(asked("t", "distress"), decision("unanswered"), "missed", id="not urgent"),
        pytest.param(asked("t", "person"), decision("answered", REFUND), "wrong", id="person"),
        pytest.param(asked("t", "abuse"), decision("small_talk"), "right", id="abuse"),
    ],
)
def test_the_verdict_of_each_kind(
    retriever: ScriptedRetriever, question: Question, made: Decision, verdict: str
) -> None:
    retriever.decisions["t"] = made
    (item,) = evaluate(retriever, [question]).scored
    assert item.verdict == verdict


def test_a_follow_up_is_asked_after_its_context(retriever: ScriptedRetriever) -> None:
    retriever.decisions["how do i get more time"] = decision("answered", EXTENSION)
    retriever.decisions["by when"] = decision("answered", EXTENSION)
    follow_up = asked(
        "by when", "follow_up", entries=(EXTENSION,), context=("hi", "how do i get more time")
    )
    report = evaluate(retriever, [follow_up])
    context = retriever.contexts["by when"]
    assert context is not None
    assert (context.question, context.entry_id) == ("how do i get more time", EXTENSION)
    assert report.verdicts("follow_up") == {"right": 1}


def test_the_sums(retriever: ScriptedRetriever) -> None:
    retriever.decisions = {
        "first": decision("answered", EXTENSION),
        "second": decision("choices", REFUND, EXTENSION),
        "wrong": decision("answered", REFUND, confidence=0.9),
        "outside": decision("answered", REFUND, confidence=0.95),
    }
    report = evaluate(
        retriever,
        [asked("first"), asked("second"), asked("wrong"), asked("lost"), asked("outside", "oos")],
    )
    assert report.recall_at(1) == pytest.approx(1 / 4)
    assert report.recall_at(3) == pytest.approx(2 / 4)
    assert report.mean_reciprocal_rank() == pytest.approx((1 + 1 / 2) / 4)
    assert wrong_share(report.given) == pytest.approx(2 / 3)
    assert by_topic(report) == {
        "filing": {"right": 1, "right_in_choices": 1, "wrong": 1, "missed": 1}
    }
    assert report.outcomes("oos") == {"answered": 1}
    assert [item.question.text for item in worst(report, 2)] == ["outside", "wrong"]


def test_answers_of_high_risk_are_counted_apart(retriever: ScriptedRetriever) -> None:
    path = retriever.corpus.entries[REFUND].path
    path.write_text(path.read_text().replace("risk: standard", "risk: high"), encoding="utf-8")
    risky = ScriptedRetriever(path.parent.parent)
    risky.decisions = {
        "refund": decision("answered", REFUND),
        "more time": decision("answered", EXTENSION),
    }
    report = evaluate(risky, [asked("refund"), asked("more time")])
    assert [item.question.text for item in report.given_high_risk] == ["refund"]
    assert wrong_share(report.given_high_risk) == 1.0


def test_what_only_the_whole_assistant_can_be_asked_is_left_out(
    retriever: ScriptedRetriever,
) -> None:
    report = evaluate(retriever, [asked("my ssn is", "pii"), asked("hola", "spanish")])
    assert report.scored == []
    assert report.left_out == {"pii": 1, "spanish": 1}
    assert wrong_share(report.given) == 0


def test_two_questions_are_a_kind_of_their_own() -> None:
    assert kind_of(asked("t", entries=BOTH, is_double=True)) == "two questions"
    assert kind_of(asked("t")) == "answerable"
