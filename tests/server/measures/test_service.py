"""Tests of the measures: small histories, with the figures they must give worked out by hand."""

import datetime as dt

import pytest

from server.database import Database
from server.measures.figures import Figures
from server.measures.service import Measures
from tests.server.measures.history import FILING, NOW, OCTOBER, REFUNDS, History, at

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


async def measured(database: Database, now: dt.datetime = NOW) -> Figures:
    return await Measures(database).of(OCTOBER, now)


def told(figures: Figures, *keys: str, topic: str | None = None) -> list[float | None]:
    return [figures.value(key, topic) for key in keys]


async def test_questions_are_counted_by_outcome_and_topic(database: Database) -> None:
    async with database.session() as session:
        history = History(session)
        await history.turn("a", at(1), "answered", FILING)
        await history.turn("a", at(1, 12, 1), "choices", FILING)
        await history.turn("a", at(1, 12, 2), "answered", FILING, searched=False)  # a choice taken
        await history.turn("b", at(2), "unanswered", REFUNDS)
        await history.turn("b", at(2, 12, 1), "out_of_scope", REFUNDS)
        await history.turn("b", at(2, 12, 2), "unanswered", searched=False)  # a danger: no search
        await history.turn("b", at(2, 12, 3), "small_talk", REFUNDS)
        await history.turn("b", at(2, 12, 4), "ticket_form", searched=False)
    figures = await measured(database)
    keys = ("asked", "answered", "choices", "unanswered", "out_of_scope", "picked")
    assert told(figures, *keys) == [4, 1, 1, 1, 1, 1]
    assert told(figures, *keys, topic="filing") == [2, 1, 1, 0, 0, 1]
    assert told(figures, *keys, topic="refunds") == [1, 0, 0, 1, 0, 0]
    assert told(figures, *keys, topic="") == [1, 0, 0, 0, 1, 0]
    assert figures.share("answered_share") == 0.25
    assert figures.questions_by_day == {
        (dt.date(2026, 10, 1), "answered"): 1,
        (dt.date(2026, 10, 1), "choices"): 1,
        (dt.date(2026, 10, 2), "unanswered"): 1,
        (dt.date(2026, 10, 2), "out_of_scope"): 1,
    }


async def test_a_period_ends_where_the_next_begins(database: Database) -> None:
    async with database.session() as session:
        history = History(session)
        for number, when in enumerate(
            (OCTOBER.start - MINUTE, OCTOBER.start, OCTOBER.end - MINUTE, OCTOBER.end)
        ):
            await history.turn(f"{number}", when, "answered", FILING)
    assert (await measured(database)).count("asked") == 2


async def test_nothing_gives_no_shares_and_no_times(database: Database) -> None:
    figures = await measured(database)
    assert figures.is_empty
    assert told(figures, "asked", "answered_share", "first_reply_median") == [0, None, None]


async def test_a_rating_counts_for_the_answer_whenever_it_came(database: Database) -> None:
    async with database.session() as session:
        history = History(session)
        await history.turn("a", at(1), "answered", FILING, helpful=True)
        await history.turn("a", at(2), "answered", FILING, searched=False, helpful=True)
        await history.turn("a", at(3), "answered", REFUNDS, helpful=False)
        late = await history.turn("b", at(31), "answered", FILING)
        await history.feedback("b", late, True, at(5, month=11))
        await history.turn("c", at(31), "unanswered", FILING, helpful=True)  # no answer was given
    figures = await measured(database)
    assert told(figures, "helpful", "unhelpful", "helpful_share") == [3, 1, 0.75]
    assert told(figures, "helpful", "unhelpful", topic="refunds") == [0, 1]


@pytest.mark.parametrize(
    ("status", "is_abandoned"),
    [
        ("choices", True),
        ("unanswered", True),
        ("ticket_form", True),
        ("answered", False),
        ("out_of_scope", False),
        ("ticket_opened", False),
        ("small_talk", False),
        ("handed_off", False),
    ],
)
async def test_who_leaves_with_something_open_has_abandoned(
    database: Database, status: str, is_abandoned: bool
) -> None:
    async with database.session() as session:
        await History(session).turn("a", at(1), status, FILING)
    assert (await measured(database)).count("abandoned") == is_abandoned


@pytest.mark.parametrize(
    ("minutes", "abandoned"),
    [pytest.param(30, 0, id="in time"), pytest.param(31, 1, id="too late")],
)
@pytest.mark.parametrize("comes", ["the citizen", "a person"])
async def test_what_comes_within_half_an_hour_is_not_abandoned(
    database: Database, minutes: int, abandoned: int, comes: str
) -> None:
    async with database.session() as session:
        history = History(session)
        await history.turn("a", at(1), "unanswered", FILING)
        if comes == "a person":
            await history.join("a", at(1) + minutes * MINUTE)
        else:
            await history.turn("a", at(1) + minutes * MINUTE, "answered", FILING)
    assert (await measured(database)).count("abandoned", "filing") == abandoned


async def test_a_turn_of_this_half_hour_is_not_abandoned_yet(database: Database) -> None:
    async with database.session() as session:
        await History(session).turn("a", at(1), "choices", FILING)
    assert (await measured(database, at(1, 12, 29))).count("abandoned") == 0
    assert (await measured(database, at(1, 12, 30))).count("abandoned") == 1


async def test_a_chat_abandoned_twice_counts_twice(database: Database) -> None:
    async with database.session() as session:
        history = History(session)
        await history.turn("a", at(31, 23, 50), "choices", FILING)
        await history.turn("a", at(1, 0, 15, month=11), "answered", FILING)  # 25 minutes: in time
        await history.turn("b", at(3), "choices", FILING)
        await history.turn("b", at(5), "choices", FILING)
    assert (await measured(database)).count("abandoned") == 2


@pytest.mark.parametrize(
    ("later", "best", "status", "came_back"),
    [
        pytest.param(30 * MINUTE, FILING, "answered", 0, id="within half an hour"),
        pytest.param(31 * MINUTE, FILING, "answered", 1, id="after half an hour"),
        pytest.param(7 * DAY, "filing/where", "unanswered", 1, id="after seven days, other entry"),
        pytest.param(7 * DAY + MINUTE, FILING, "answered", 0, id="later than seven days"),
        pytest.param(2 * DAY, REFUNDS, "answered", 0, id="on another topic"),
        pytest.param(2 * DAY, FILING, "small_talk", 0, id="no question"),
    ],
)
async def test_who_asks_on_the_same_topic_again_came_back(
    database: Database, later: dt.timedelta, best: str, status: str, came_back: int
) -> None:
    async with database.session() as session:
        history = History(session)
        await history.turn("a", at(31), "answered", FILING)
        await history.turn("a", at(31) + later, status, best)
    assert (await measured(database)).count("came_back", "filing") == came_back


async def test_a_return_counts_once_for_each_answer(database: Database) -> None:
    async with database.session() as session:
        history = History(session)
        await history.turn("a", at(1), "answered", FILING)
        await history.turn("a", at(2), "choices", FILING)
        await history.turn("a", at(2, 12, 1), "answered", FILING, searched=False)
        await history.turn("a", at(3), "answered", FILING)
        await history.turn("b", at(3), "unanswered", FILING)  # another chat: nobody is tracked
        await history.turn("b", at(4), "answered", FILING)
    figures = await measured(database)
    assert told(figures, "came_back", "came_back_share") == [2, 0.5]


async def test_a_chat_is_handed_over_once(database: Database) -> None:
    async with database.session() as session:
        history = History(session)
        await history.turn("a", at(1), "unanswered", REFUNDS)
        await history.turn("a", at(1, 12, 1), "small_talk", searched=False)
        await history.join("a", at(1, 12, 5))
        await history.join("a", at(1, 13))
        await history.ticket("a", at(1, 14), topic="filing")
        await history.turn("b", at(2), "unanswered", FILING)
        await history.ticket("b", at(2), topic="filing")
        await history.turn("c", at(3), "handed_off", searched=False)
        await history.join("c", at(3) - MINUTE)  # before any turn: under no topic
    figures = await measured(database)
    assert told(figures, "handed_over", "takeovers", "tickets_opened") == [3, 3, 2]
    assert told(figures, "handed_over", "takeovers", topic="refunds") == [1, 2]
    assert told(figures, "handed_over", "takeovers", topic="filing") == [1, 0]
    assert told(figures, "handed_over", "takeovers", topic="") == [1, 1]


async def test_tickets_count_where_each_thing_happened(database: Database) -> None:
    async with database.session() as session:
        history = History(session)
        await history.turn("a", at(1, month=9), "answered", FILING)
        await history.ticket(
            "a", at(30, month=9), "answered", first_reply_at=at(1, 14), topic="filing"
        )
        await history.ticket("a", at(2), "closed", first_reply_at=at(4), closed_at=at(5))
        await history.ticket("a", at(31), "closed", closed_at=at(1, month=11))
        await history.ticket("a", at(31), "open", first_reply_at=at(1, month=11))
    figures = await measured(database)
    assert told(figures, "tickets_opened", "tickets_answered", "tickets_closed") == [3, 2, 1]
    assert told(figures, "tickets_opened", "tickets_answered", topic="filing") == [0, 1]
    hours = 3600
    assert told(figures, "first_reply_median", "first_reply_p90") == [26 * hours, 48 * hours]
    assert told(figures, "first_reply_p90", "close_median", topic="filing") == [26 * hours, None]
    assert told(figures, "close_median", "close_p90") == [72 * hours, 72 * hours]
    assert figures.tickets_by_day == {
        (dt.date(2026, 10, 2), "closed"): 1,
        (dt.date(2026, 10, 31), "closed"): 1,
        (dt.date(2026, 10, 31), "open"): 1,
    }


async def test_what_is_open_and_overdue_is_told_as_of_now(database: Database) -> None:
    async with database.session() as session:
        history = History(session)
        await history.turn("a", at(1, month=8), "answered", FILING)
        for status in ("new", "open", "waiting", "answered", "closed", "reopened"):
            await history.ticket("a", at(1, month=8), status, due_at=NOW - MINUTE)
        await history.ticket("a", at(1, month=8), "new", due_at=NOW + MINUTE)
        await history.ticket("a", at(1, month=8), "new")
    assert told(await measured(database), "open_now", "overdue_now") == [6, 3]


async def test_turns_that_went_wrong_are_counted(database: Database) -> None:
    async with database.session() as session:
        history = History(session)
        await history.turn("a", at(1), "answered", FILING, degraded=True)
        await history.turn("a", at(1), "small_talk", searched=False, degraded=True)
        await history.turn("a", at(1), "error", searched=False)
        await history.turn("a", at(1), None, searched=False)
        await history.turn("b", NOW - MINUTE, None, searched=False)  # being worked on
    assert told(await measured(database), "degraded", "failed") == [2, 2]
