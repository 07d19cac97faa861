"""Tests of when a reply is promised for."""

import datetime as dt
from pathlib import Path

import pytest

from server.tickets.promise import reply_within
from tests.factories import server_settings

# 20 opening hours of Monday to Friday, 8 to 18 in New York, are two days of work.
ASKED = [
    ("Monday morning", "2026-12-07T10:00", "2026-12-09T10:00"),
    ("Friday noon, over the weekend", "2026-12-11T12:00", "2026-12-15T12:00"),
    ("Saturday", "2026-12-12T12:00", "2026-12-15T18:00"),
    ("before Christmas, a holiday", "2026-12-23T10:00", "2026-12-28T10:00"),
]


@pytest.mark.parametrize(("asked", "by"), [row[1:] for row in ASKED], ids=[row[0] for row in ASKED])
def test_only_opening_hours_count(tmp_path: Path, asked: str, by: str) -> None:
    week = {"staff_hours": "mon-fri 08:00-18:00", "time_zone": "America/New_York", "holidays": "US"}
    opening = server_settings(tmp_path, **week).opening_hours
    eastern = [dt.datetime.fromisoformat(text).replace(tzinfo=opening.zone) for text in (asked, by)]
    assert reply_within(20, opening)(eastern[0]) == eastern[1]
