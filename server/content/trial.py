"""Owns what the trial box shows: what a question would get, and why, in words."""

from dataclasses import dataclass

from embeddings.confidence import Candidate
from embeddings.decision import Decision
from embeddings.settings import DecisionRule
from server.content.live_retriever import LiveRetriever

_OUTCOMES = {
    "answered": "It is answered.",
    "choices": "The person chooses from these questions.",
    "unanswered": "No answer is given. A person is offered.",
    "out_of_scope": "It is taken as a question about something else than federal income tax.",
    "account": "It needs somebody who sees the account. A person is offered.",
    "person": "It is taken as a wish to talk to a person: a ticket is begun.",
    "urgent": "It is taken as an emergency. A person is offered.",
    "small_talk": "It is taken as small talk.",
}


@dataclass(frozen=True)
class CandidateRow:
    """A candidate; `place` tells what came of it, `risk` which threshold holds for it."""

    candidate: Candidate
    question: str
    risk: str
    place: str


@dataclass(frozen=True)
class Trial:
    """A question and what it would get now."""

    text: str
    verdict: str
    reason: str
    decision: Decision
    rows: tuple[CandidateRow, ...]
    rule: DecisionRule


async def try_out(text: str, live: LiveRetriever) -> Trial:
    decision = await live.ask(text)
    rule = live.decision_rule
    rows = tuple(_row(found, decision, live) for found in decision.candidates)
    return Trial(text, _verdict(decision), _reason(decision, live), decision, rows, rule)


def _row(found: Candidate, decision: Decision, live: LiveRetriever) -> CandidateRow:
    entry = live.corpus.entries.get(found.entry_id)
    question = live.question_of(found.entry_id, decision.generation)
    place = ""
    if found.entry_id in decision.entries:
        place = "given" if decision.outcome == "answered" else "offered"
    return CandidateRow(found, question, entry.risk if entry else "standard", place)


def _verdict(decision: Decision) -> str:
    if decision.notice is not None:
        return f"The entry found is paused. Its notice is given: {decision.notice}."
    if decision.years:
        return f"The person is asked which tax year: {', '.join(map(str, decision.years))}."
    told = [_OUTCOMES[decision.outcome]]
    if decision.outcome == "answered" and len(decision.entries) > 1:
        told.append("It asks two questions: both answers are given.")
    if decision.left_open is not None:
        told.append(f"A part of it gets no answer: {decision.left_open}")
    if decision.reply is not None:
        told.append(f"The reply of {decision.redirect}: {decision.reply}")
    return " ".join(told)


def _reason(decision: Decision, live: LiveRetriever) -> str:
    rule = live.decision_rule
    shown = f"The probability that the best entry answers it is {decision.confidence:.2f}."
    if not decision.candidates or decision.confidence < rule.choices:
        return f"{shown} Below {rule.choices:.2f} nothing is offered."
    best = live.corpus.entries.get(decision.candidates[0].entry_id)
    is_high = best is not None and best.risk == "high"
    needed = rule.answer_high_risk if is_high else rule.answer
    kind = "An entry of high risk" if is_high else "An entry of standard risk"
    reasons = [shown, f"{kind} is given from {needed:.2f}, choices from {rule.choices:.2f}."]
    year = decision.tax_year
    if year is not None and best is not None and not best.holds_for(year):
        reasons.append(f"The best entry does not hold for tax year {year}.")
    return " ".join(reasons)
