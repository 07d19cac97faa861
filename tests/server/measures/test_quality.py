"""Tests of the quality checks: each is set off by a row made by hand that cannot be."""

import datetime as dt
from collections.abc import Awaitable, Callable

import pytest

from server.database import Database
from server.measures.figures import Figures
from server.measures.quality import Finding, QualityChecks, of_figures
from server.survey.models import SurveyAnswer
from tests.server.measures.history import FILING, NOW, OCTOBER, REFUNDS, History, at

SOON = NOW + dt.timedelta(minutes=4)
LATER = NOW + dt.timedelta(minutes=6)
Making = Callable[[History], Awaitable[object]]


async def ticket(history: History, status: str, **values: object) -> None:
    await history.turn("a", at(1), "unanswered", FILING)
    await history.ticket("a", at(2), status, **values)


async def survey(history: History, offered: list[str], chosen: list[str]) -> None:
    await history.add(
        SurveyAnswer(
            external_id="random",
            subject="conversation/a",
            trusts=True,
            offered=offered,
            chosen=chosen,
            created_at=at(3),
        )
    )


async def feedback_before(history: History) -> None:
    await history.turn("a", at(2), "answered", FILING)
    await history.feedback("a", 1, True, at(1))


async def turns_out_of_order(history: History) -> None:
    await history.turn("a", at(1), "answered", FILING)
    await history.turn("a", at(3), "answered", FILING)
    await history.turn("a", at(2), "answered", FILING)


async def before_its_chat(history: History) -> None:
    await history.turn("a", at(2), "answered", FILING)
    await history.turn("a", at(1), "answered", FILING, number=7)


async def left_before(history: History) -> None:
    await history.turn("a", at(1), "handed_off", searched=False)
    await history.join("a", at(2), at(1))


TICKET, TURN = "ticket T-2222-2222", "turn a/1"
IMPOSSIBLE: dict[str, tuple[Making, str]] = {
    "A ticket was replied to before it was opened": (
        lambda h: ticket(h, "answered", first_reply_at=at(1)),
        TICKET,
    ),
    "A ticket was closed before it was opened": (
        lambda h: ticket(h, "closed", closed_at=at(1)),
        TICKET,
    ),
    "A closed ticket has no time of closing": (lambda h: ticket(h, "closed"), TICKET),
    "A ticket that is not closed has a time of closing": (
        lambda h: ticket(h, "open", closed_at=at(3)),
        TICKET,
    ),
    "An answered ticket has no reply": (lambda h: ticket(h, "answered"), TICKET),
    "A ticket has a status outside the closed set": (lambda h: ticket(h, "lost"), TICKET),
    "A turn has a status outside the closed set": (
        lambda h: h.turn("a", at(1), "guessed", FILING),
        TURN,
    ),
    "An answered turn names no entry": (
        lambda h: h.turn("a", at(1), "answered", FILING, entry_id=None),
        TURN,
    ),
    "A turn that is not answered names an entry": (
        lambda h: h.turn("a", at(1), "choices", FILING, entry_id=FILING),
        TURN,
    ),
    "A confidence is below 0 or above 100 %": (
        lambda h: h.turn("a", at(1), "answered", FILING, confidence=1.01),
        TURN,
    ),
    "A turn is older than its conversation": (before_its_chat, "turn a/7"),
    "A turn is older than the one before it": (turns_out_of_order, "turn a/3"),
    "Feedback is on a turn that has no answer": (
        lambda h: h.turn("a", at(1), "unanswered", FILING, helpful=True),
        TURN,
    ),
    "Feedback is older than its turn": (feedback_before, TURN),
    "A person left a chat before they joined": (left_before, "takeover 1"),
    "A survey answer names a driver that was not offered": (
        lambda h: survey(h, ["ease"], ["ease", "employee"]),
        "survey random",
    ),
    "The time of a turn is in the future": (
        lambda h: h.turn("a", LATER, "answered", FILING),
        TURN,
    ),
    "The time of a ticket is in the future": (
        lambda h: ticket(h, "closed", closed_at=LATER),
        TICKET,
    ),
}


@pytest.mark.parametrize("label", sorted(IMPOSSIBLE))
async def test_an_impossible_row_is_found(database: Database, label: str) -> None:
    make, example = IMPOSSIBLE[label]
    async with database.session() as session:
        await make(History(session))
    assert await QualityChecks(database).rows(NOW) == [Finding(label, 1, (example,))]


async def test_a_history_that_can_be_has_no_findings(database: Database) -> None:
    async with database.session() as session:
        history = History(session)
        await history.turn("a", at(1), "answered", FILING, helpful=True)
        await history.turn("a", at(1, 12, 1), "choices", FILING)
        await history.turn("a", at(1, 12, 2), "answered", REFUNDS, searched=False)
        await history.turn("a", at(1, 12, 3), None, searched=False)
        await history.join("a", at(2), at(3))
        await history.ticket("a", at(3), "closed", first_reply_at=at(3), closed_at=at(4))
        await history.turn("b", SOON, "answered", FILING)  # clocks differ
        await survey(history, ["ease", "other"], ["ease"])
    assert await QualityChecks(database).rows(NOW) == []


async def test_examples_are_few_and_all_are_counted(database: Database) -> None:
    async with database.session() as session:
        history = History(session)
        for number in range(7):
            await history.turn(f"{number}", at(1), "guessed", FILING)
    (finding,) = await QualityChecks(database).rows(NOW)
    assert (finding.count, len(finding.examples)) == (7, 5)


def figures(**counts: int) -> Figures:
    made = Figures(OCTOBER)
    for key, number in counts.items():
        made.add(key, "filing", number)
    return made


@pytest.mark.parametrize(
    ("made", "labels"),
    [
        pytest.param(
            figures(answered=2, asked=2, helpful=3),
            ["More answers were rated than given", "More answers were said helpful than given"],
            id="helpful",
        ),
        pytest.param(
            figures(answered=2, asked=2, helpful=2, unhelpful=1),
            ["More answers were rated than given"],
            id="rated",
        ),
        pytest.param(
            figures(answered=1, asked=1, came_back=2),
            ["More answers were returned to than given", "A share is above 100 %: came_back_share"],
            id="came back",
        ),
        pytest.param(
            figures(answered=3, choices=1, asked=2),
            [
                "More questions have an outcome than were asked",
                "A share is above 100 %: answered_share",
            ],
            id="outcomes",
        ),
        pytest.param(
            figures(answered=1, asked=2),
            ["More questions were asked than have an outcome"],
            id="no outcome",
        ),
        pytest.param(figures(overdue_now=1), ["More tickets are overdue than open"], id="overdue"),
        pytest.param(figures(asked=2, answered=1, picked=5, choices=1, helpful=6), [], id="fine"),
    ],
)
def test_impossible_figures_are_found(made: Figures, labels: list[str]) -> None:
    found = of_figures(made)
    assert [finding.label for finding in found] == labels
    for finding in found:
        assert finding.examples == ("2026-10, all topics", "2026-10, topic filing")


def test_a_negative_time_is_found() -> None:
    made = Figures(OCTOBER)
    made.add_time("close", "filing", 60)
    made.add_time("close", "", -1)
    assert of_figures(made) == [
        Finding("A ticket waited a negative time", 1, ("2026-10, topic none, close",))
    ]
