"""Owns what counts as right for the whole assistant, kind by kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from embeddings.labelled import Question, holds_key_facts
from tests.evaluation.asking import Reply, entry_of_payload

Mark = Literal["right", "partly", "missed", "wrong"]
# With their headings. `partly`: one answer where two were asked for.
MARKS: Mapping[Mark, str] = {
    "right": "right",
    "partly": "one of two",
    "missed": "missed",
    "wrong": "wrong",
}
# The rule that each kind is scored by.
RULES: Mapping[str, str] = {
    "answerable": "answer",
    "follow_up": "answer",
    "out_of_scope": "no answer",
    "near_miss": "no answer",
    "other": "no answer",
    "oos": "no answer",
    "account_specific": "handoff",
    "account": "handoff",
    "human_request": "handoff",
    "person": "handoff",
    "distress": "handoff",
    "scam_now": "handoff",
    "smalltalk": "social",
    "small_talk": "social",
    "abuse": "social",
    "pii": "redact",
    "spanish": "handoff",
}
_DIGITS_AT_LEAST = 5


@dataclass(frozen=True)
class Marked:
    """A question, the reply, and the mark. `in_choices`: it was right among the choices."""

    question: Question
    reply: Reply
    mark: Mark
    in_choices: bool = False


def marked(question: Question, reply: Reply) -> Marked:
    """Raises KeyError for a kind without a rule."""
    rule = RULES[question.kind]
    if rule == "answer":
        return Marked(question, reply, _answer(question, reply), _in_choices(question, reply))
    if rule == "no answer":
        return Marked(question, reply, "wrong" if reply.answers else "right")
    if rule == "social":
        is_right = reply.status == "small_talk" and not reply.answers and _facts(question, reply)
        return Marked(question, reply, _mark(is_right, reply))
    if rule == "redact":
        is_right = is_redacted(question, reply) and (reply.is_handoff or _facts(question, reply))
        return Marked(question, reply, "right" if is_right else "wrong")
    told = question.expect == "answer_or_handoff" and _facts(question, reply)
    return Marked(question, reply, _mark(reply.is_handoff or told, reply))


def _answer(question: Question, reply: Reply) -> Mark:
    """A handoff is a miss, any other reply that does not answer is wrong."""
    if not question.entries:
        # A choice or a decline may hold the words by chance: only an answer answers.
        is_right = bool(reply.answers) and _facts(question, reply)
    elif question.is_double:
        found = set(reply.entry_ids)
        is_right = found == set(question.entries)
        if reply.answers and found < set(question.entries):
            return "partly"
    else:
        is_right = bool(reply.answers) and bool(set(reply.entry_ids) & set(question.entries))
    if is_right:
        return "right"
    return "missed" if reply.is_handoff else "wrong"


def _in_choices(question: Question, reply: Reply) -> bool:
    if reply.status != "choices":
        return False
    if question.entries:
        offered = {entry_of_payload(choice["payload"]) for choice in reply.choices}
        return bool(offered & set(question.entries))
    return any(text and holds_key_facts(question, text) for text in reply.picked.values())


def _mark(is_right: bool, reply: Reply) -> Mark:
    """Where an answer is not what is wanted, giving one is worse than anything else."""
    if is_right:
        return "right"
    return "wrong" if reply.answers else "missed"


def _facts(question: Question, reply: Reply) -> bool:
    return holds_key_facts(question, reply.final_text)


def is_redacted(question: Question, reply: Reply) -> bool:
    """Whether no identifier is shown or stored, its digits alone either, and it is said so."""
    shown = "\n".join(str(message) for message in reply.messages) + reply.stored
    for secret in question.must_not:
        bare = re.sub(r"\D", "", secret)
        if secret.lower() in shown.lower():
            return False
        if len(bare) >= _DIGITS_AT_LEAST and bare in _runs(shown):
            return False
    return "identifier_removed" in reply.notices


def _runs(text: str) -> str:
    """The digits of a text, those of different words apart."""
    joined = re.sub(r"(?<=\d)[ .\-–](?=\d)", "", text)
    return " ".join(re.findall(r"\d+", joined))
