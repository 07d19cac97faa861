"""Tests of the list of switches."""

import datetime as dt

from server.switches.listing import listed
from server.switches.service import Pause, Paused

PAUSE = Pause(dt.datetime(2026, 11, 23, tzinfo=dt.UTC), "ada", "A test")


def test_topics_are_in_display_order_with_what_is_paused() -> None:
    listing = listed(Paused({"topic/b": PAUSE}), {"b": "Bees", "a": "Ants"})
    assert [(row.label, row.pause) for row in listing.topics] == [("Bees", PAUSE), ("Ants", None)]
    assert listing.paused == 1


def test_a_paused_topic_that_is_gone_can_still_be_resumed() -> None:
    listing = listed(Paused({"topic/gone": PAUSE}), {"a": "Ants"})
    assert [row.name for row in listing.topics] == ["topic/a", "topic/gone"]
    assert "topic/gone" in listing.names()
