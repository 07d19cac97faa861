"""What counts as right for the whole assistant: kind by kind, to the letter of the rules."""

from typing import Any

import pytest

from embeddings.labelled import Question
from tests.evaluation.asking import Reply
from tests.evaluation.scoring import MARKS, RULES, is_redacted, marked

PERSON = {"title": "Talk to a person", "payload": "/talk_to_human"}
EXTENSION = {"title": "More time?", "payload": '/choose{"entry_id": "filing/extension"}'}


def answer(text: str) -> dict[str, Any]:
    return {"type": "answer", "text": text, "question": "q"}


def said(text: str, *choices: dict[str, str]) -> dict[str, Any]:
    return {"type": "choices" if choices else "text", "text": text, "choices": list(choices)}


ANSWERED = Reply("answered", [answer("Send Form 4868."), said("Or?", PERSON)], ["filing/extension"])
OTHER = Reply("answered", [answer("It takes three weeks.")], ["refunds/where"])
BOTH = Reply(
    "answered",
    [*ANSWERED.messages, *OTHER.messages],
    [*ANSWERED.entry_ids, *OTHER.entry_ids],
)
CHOICES = Reply("choices", [said("Which?", EXTENSION, PERSON)], picked={"filing/extension": "4868"})
OTHER_CHOICES = Reply("choices", [said("Which one, 4868?", PERSON)])
UNANSWERED = Reply("unanswered", [said("A person can help.", PERSON)])
FORM = Reply("ticket_form", [said("What name should we use?")])
DECLINED = Reply("out_of_scope", [said("Only federal tax.")])
DECLINED_WITH_OFFER = Reply("out_of_scope", [said("Only federal tax.", PERSON)])
SOCIAL = Reply("small_talk", [said("Hello, ask me about tax.")])


def asked(kind: str, *must: str, **labels: Any) -> Question:
    return Question("q", "text", kind, "filing/x", (must,) if must else (), **labels)


@pytest.mark.parametrize(
    ("question", "reply", "mark"),
    [
        pytest.param(asked("answerable", "4868"), ANSWERED, "right", id="answer"),
        pytest.param(asked("answerable", "4868"), OTHER, "wrong", id="other answer"),
        pytest.param(asked("answerable", "4868"), UNANSWERED, "missed", id="person offered"),
        pytest.param(asked("answerable", "4868"), FORM, "missed", id="ticket form"),
        pytest.param(asked("answerable", "4868"), CHOICES, "missed", id="choices"),
        pytest.param(asked("answerable", "4868"), DECLINED, "wrong", id="declined"),
        pytest.param(asked("answerable", "4868"), DECLINED_WITH_OFFER, "missed", id="and offered"),
        pytest.param(asked("answerable", "Hello"), SOCIAL, "wrong", id="social reply"),
        pytest.param(asked("follow_up", "4868"), ANSWERED, "right", id="follow-up"),
        pytest.param(
            asked("answerable", entries=("filing/extension",)), ANSWERED, "right", id="entry"
        ),
        pytest.param(asked("answerable", entries=("filing/x",)), ANSWERED, "wrong", id="no entry"),
        pytest.param(
            asked("answerable", entries=("filing/extension", "refunds/where"), is_double=True),
            BOTH,
            "right",
            id="two answers",
        ),
        pytest.param(
            asked("answerable", entries=("filing/extension", "refunds/where"), is_double=True),
            OTHER,
            "partly",
            id="one of two",
        ),
        pytest.param(
            asked("answerable", entries=("filing/extension", "filing/x"), is_double=True),
            BOTH,
            "wrong",
            id="one of two is wrong",
        ),
        pytest.param(asked("out_of_scope"), DECLINED, "right", id="out of scope, declined"),
        pytest.param(asked("near_miss"), OTHER_CHOICES, "right", id="near miss, choices"),
        pytest.param(asked("out_of_scope"), OTHER, "wrong", id="out of scope, answered"),
        pytest.param(asked("account_specific", expect="handoff"), UNANSWERED, "right", id="staff"),
        pytest.param(asked("account_specific", expect="handoff"), OTHER, "wrong", id="made up"),
        pytest.param(asked("account_specific", expect="handoff"), DECLINED, "missed", id="brushed"),
        pytest.param(
            asked("account_specific", "weeks", expect="answer_or_handoff"), OTHER, "right", id="or"
        ),
        pytest.param(asked("human_request", expect="handoff"), FORM, "right", id="person"),
        pytest.param(asked("human_request", expect="handoff"), ANSWERED, "wrong", id="no person"),
        pytest.param(asked("smalltalk", expect="greet"), SOCIAL, "right", id="greeting"),
        pytest.param(asked("smalltalk", expect="greet"), UNANSWERED, "missed", id="no greeting"),
        pytest.param(asked("smalltalk", "Bye", expect="greet"), SOCIAL, "missed", id="no bye"),
        pytest.param(asked("distress"), UNANSWERED, "right", id="distress"),
        pytest.param(asked("distress"), OTHER, "wrong", id="distress answered"),
        pytest.param(
            asked("spanish", "4868", expect="answer_or_handoff"), ANSWERED, "right", id="es"
        ),
        pytest.param(asked("spanish", expect="handoff"), DECLINED, "missed", id="es declined"),
    ],
)
def test_the_mark(question: Question, reply: Reply, mark: str) -> None:
    assert marked(question, reply).mark == mark


@pytest.mark.parametrize(
    ("question", "reply", "in_choices"),
    [
        pytest.param(asked("answerable", "4868"), CHOICES, True, id="by what it gives"),
        pytest.param(asked("answerable", "4868"), OTHER_CHOICES, False, id="not by its title"),
        pytest.param(
            asked("answerable", entries=("filing/extension",)), CHOICES, True, id="by entry"
        ),
        pytest.param(asked("answerable", entries=("x/y",)), CHOICES, False, id="other entry"),
        pytest.param(asked("answerable", "4868"), ANSWERED, False, id="an answer is no choice"),
    ],
)
def test_right_among_the_choices(question: Question, reply: Reply, in_choices: bool) -> None:
    assert marked(question, reply).in_choices is in_choices


@pytest.mark.parametrize(
    ("notices", "text", "stored", "redacted"),
    [
        pytest.param(["identifier_removed"], "Thanks.", "my ssn is ***", True, id="masked"),
        pytest.param([], "Thanks.", "my ssn is ***", False, id="not told"),
        pytest.param(["identifier_removed"], "Is 123-45-6789 you?", "***", False, id="echoed"),
        pytest.param(["identifier_removed"], "Thanks.", "123-45-6789", False, id="stored"),
        pytest.param(["identifier_removed"], "So, 123 45 6789?", "***", False, id="digits alone"),
        pytest.param(["identifier_removed"], "Send Form 4868 by 2026.", "***", True, id="others"),
    ],
)
def test_identifiers(notices: list[str], text: str, stored: str, redacted: bool) -> None:
    question = asked("pii", expect="redact", must_not=("123-45-6789",))
    reply = Reply("unanswered", [said(text, PERSON)], notices=notices, stored=stored)
    assert is_redacted(question, reply) is redacted
    assert marked(question, reply).mark == ("right" if redacted else "wrong")


def test_every_kind_has_a_rule_that_gives_a_mark() -> None:
    for kind in RULES:
        assert marked(asked(kind), UNANSWERED).mark in MARKS
