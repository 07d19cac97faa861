"""Owns what a period's tickets and takeovers amount to."""

import datetime as dt
from collections.abc import Iterable, Sequence

from server.measures.figures import NO_TOPIC, Figures
from server.measures.repository import JoinRow, TicketRow
from server.measures.turns import topic_of
from server.tickets.life import TO_DO

NOT_DONE = (*TO_DO, "waiting")
# When, in which conversation and under which topic a person came in.
HandOver = tuple[dt.datetime, str, str]


def takeovers(rows: Iterable[JoinRow]) -> list[HandOver]:
    """One for each joining, under the topic of the newest turn before it that has one."""
    found: dict[int, HandOver] = {}
    for row in rows:
        topic = topic_of(row.status, row.entry_id, row.best)
        if row.takeover_id not in found or found[row.takeover_id][2] == NO_TOPIC:
            found[row.takeover_id] = (row.at, row.conversation_id, topic)
    return list(found.values())


def count_hand_overs(
    figures: Figures, joined: Iterable[HandOver], tickets: Iterable[TicketRow]
) -> None:
    """Each takeover, and each conversation once, under the first that happened in it."""
    inside = [each for each in joined if figures.period.holds(each[0])]
    for _, _, topic in inside:
        figures.add("takeovers", topic)
    opened = [
        (ticket.created_at, ticket.conversation_id, ticket.topic or NO_TOPIC)
        for ticket in tickets
        if figures.period.holds(ticket.created_at)
    ]
    first: dict[str, str] = {}
    for _, conversation_id, topic in sorted([*inside, *opened], key=lambda each: each[0]):
        first.setdefault(conversation_id, topic)
    for topic in first.values():
        figures.add("handed_over", topic)


def count_tickets(figures: Figures, tickets: Iterable[TicketRow]) -> None:
    for ticket in tickets:
        topic = ticket.topic or NO_TOPIC
        if figures.period.holds(ticket.created_at):
            figures.add("tickets_opened", topic)
            day = figures.period.day_of(ticket.created_at)
            figures.tickets_by_day[day, ticket.status] += 1
        _count_wait(figures, ticket, "tickets_answered", "first_reply", ticket.first_reply_at)
        _count_wait(figures, ticket, "tickets_closed", "close", ticket.closed_at)


def _count_wait(
    figures: Figures, ticket: TicketRow, count: str, times: str, at: dt.datetime | None
) -> None:
    if at is not None and figures.period.holds(at):
        topic = ticket.topic or NO_TOPIC
        figures.add(count, topic)
        figures.add_time(times, topic, (at - ticket.created_at).total_seconds())


def count_open(figures: Figures, tickets: Sequence[TicketRow], now: dt.datetime) -> None:
    """The tickets that are not done, as they stand now."""
    for ticket in tickets:
        topic = ticket.topic or NO_TOPIC
        figures.add("open_now", topic)
        if ticket.status in TO_DO and ticket.due_at is not None and ticket.due_at < now:
            figures.add("overdue_now", topic)
