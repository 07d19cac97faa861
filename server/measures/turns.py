"""Owns what a period's turns amount to: outcomes, ratings, chats abandoned and returned to."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from server.measures.definitions import (
    ABANDONED_AFTER_MINUTES,
    CAME_BACK_WITHIN_DAYS,
    OUTCOMES,
)
from server.measures.figures import NO_TOPIC, Figures
from server.measures.repository import TurnRow

PAUSE = dt.timedelta(minutes=ABANDONED_AFTER_MINUTES)
RETURN = dt.timedelta(days=CAME_BACK_WITHIN_DAYS)
_LEFT_OPEN = ("choices", "unanswered", "ticket_form")
# A reply that is not stored by then never will be.
_NEVER_STORED = dt.timedelta(minutes=5)


def topic_of(status: str | None, entry_id: str | None, best: str | None) -> str:
    """The topic a turn is about; NO_TOPIC where it is about none."""
    if status == "out_of_scope":
        return NO_TOPIC
    return (entry_id or best or NO_TOPIC).partition("/")[0]


def is_question(turn: TurnRow) -> bool:
    """Where nothing was searched there is no confidence."""
    return turn.status in OUTCOMES and turn.confidence is not None


class TurnTally:
    """Counts one conversation after the other. `joined` is when people joined which of them."""

    def __init__(
        self, figures: Figures, joined: Mapping[str, Sequence[dt.datetime]], now: dt.datetime
    ) -> None:
        self._figures = figures
        self._joined = joined
        self._now = now

    def add(self, turns: Sequence[TurnRow]) -> None:
        """The turns of one conversation in order, with those of the week after the period."""
        asked: dict[str, list[dt.datetime]] = {}
        for turn in turns:
            if is_question(turn):
                asked.setdefault(_topic(turn), []).append(turn.at)
        for place, turn in enumerate(turns):
            if self._figures.period.holds(turn.at):
                self._count(turn)
                self._count_answer(turn, asked.get(_topic(turn), []))
                following = turns[place + 1].at if place + 1 < len(turns) else None
                self._count_abandoned(turn, following)

    def _count(self, turn: TurnRow) -> None:
        topic = _topic(turn)
        if is_question(turn) and turn.status is not None:
            self._figures.add("asked", topic)
            self._figures.add(turn.status, topic)
            day = self._figures.period.day_of(turn.at)
            self._figures.questions_by_day[day, turn.status] += 1
        if turn.degraded:
            self._figures.add("degraded", topic)
        unstored = turn.status is None and self._now - turn.at >= _NEVER_STORED
        if turn.status == "error" or unstored:
            self._figures.add("failed", topic)

    def _count_answer(self, turn: TurnRow, asked: Sequence[dt.datetime]) -> None:
        if turn.status != "answered":
            return
        topic = _topic(turn)
        if not is_question(turn):
            self._figures.add("picked", topic)
        if turn.helpful is not None:
            self._figures.add("helpful" if turn.helpful else "unhelpful", topic)
        later = bisect_right(asked, turn.at + PAUSE)
        if topic != NO_TOPIC and later < len(asked) and asked[later] <= turn.at + RETURN:
            self._figures.add("came_back", topic)

    def _count_abandoned(self, turn: TurnRow, following: dt.datetime | None) -> None:
        if turn.status not in _LEFT_OPEN or self._now < turn.at + PAUSE:
            return
        came = [following] if following else []
        came += [each for each in self._joined.get(turn.conversation_id, ()) if each >= turn.at]
        if not any(each <= turn.at + PAUSE for each in came):
            self._figures.add("abandoned", _topic(turn))


def _topic(turn: TurnRow) -> str:
    return topic_of(turn.status, turn.entry_id, turn.best)
