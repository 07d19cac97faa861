"""Owns when a reply to a ticket is promised for."""

import datetime as dt
from collections.abc import Callable

from server.conversations.hours import OpeningHours

# The latest moment for a reply to somebody who asks at the moment given.
Promise = Callable[[dt.datetime], dt.datetime]


def reply_within(hours: float, opening: OpeningHours) -> Promise:
    """Only hours in which staff are there count."""

    def reply_by(asked: dt.datetime) -> dt.datetime:
        return opening.add_business_hours(asked, hours)

    return reply_by
