"""Owns measuring: the figures of a period, read from the database."""

import datetime as dt

from server.database import Database, utc_now
from server.health.metrics import TICKETS, TICKETS_OVERDUE
from server.measures import repository
from server.measures.figures import Figures
from server.measures.handing import NOT_DONE, count_hand_overs, count_open, count_tickets, takeovers
from server.measures.periods import Period
from server.measures.turns import PAUSE, RETURN, TurnTally
from server.tickets.life import STATUSES


class Measures:
    """Reads; changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def refresh_ticket_gauges(self) -> None:
        """Brings the metrics on tickets to how things stand now."""
        async with self._database.session() as session:
            by_status = await repository.tickets_by_status(session)
            overdue = await repository.tickets_overdue(session, utc_now())
        for status in STATUSES:
            TICKETS.labels(status).set(by_status.get(status, 0))
        TICKETS_OVERDUE.set(overdue)

    async def of(self, period: Period, now: dt.datetime | None = None) -> Figures:
        """`now` is when it is measured: what has not happened by then is not counted."""
        now = now or utc_now()
        figures = Figures(period)
        start, end = period.start, period.end
        async with self._database.session() as session:
            joined = takeovers(await repository.joins(session, start, end + PAUSE))
            touched = await repository.tickets(session, repository.tickets_touched(start, end))
            waiting = await repository.tickets(session, repository.tickets_in(NOT_DONE))
            times: dict[str, list[dt.datetime]] = {}
            for at, conversation_id, _ in joined:
                times.setdefault(conversation_id, []).append(at)
            tally = TurnTally(figures, times, now)
            async for turns in repository.conversations(session, start, end + RETURN):
                tally.add(turns)
        count_hand_overs(figures, joined, touched)
        count_tickets(figures, touched)
        count_open(figures, waiting, now)
        return figures
