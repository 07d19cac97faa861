"""Tests of the summary of survey answers."""

import datetime as dt

from server.database import utc_now
from server.survey.summary import SurveySummary, summary_of
from tests.server.running import Running

DAY = dt.timedelta(days=1)


async def summary(server: Running) -> SurveySummary:
    now = utc_now()
    parts = server.parts
    return await summary_of(parts.database, parts.surveys, now - DAY, now + DAY)


async def test_answers_are_counted_with_those_who_did_not_give_one(server: Running) -> None:
    for body in (
        {"trusts": True, "drivers": ["ease", "other"]},
        {"trusts": True, "drivers": ["ease"]},
        {"trusts": False, "drivers": ["efficiency"]},
        None,
    ):
        chat = await server.chat()
        await chat.say("hello")
        if body:
            await chat.http.post(f"{chat.path}/survey", json=body, headers=chat.headers)
    await server.chat()  # nothing was sent: not asked
    found = await summary(server)
    assert (found.thumbs_up, found.thumbs_down, found.answers) == (2, 1, 3)
    assert found.positive == {"ease": 2, "other": 1}
    assert found.negative == {"efficiency": 1}
    assert (found.asked, found.returned) == (4, 3)


async def test_an_empty_time_has_no_answers(server: Running) -> None:
    assert await summary(server) == SurveySummary(0, 0, {}, {}, 0, 0)
