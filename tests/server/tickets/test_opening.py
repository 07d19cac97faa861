"""Tests of what a new ticket starts with."""

from typing import Any

import pytest

from server.tickets.opening import topic_of

SEARCHES: list[tuple[list[list[Any]], str | None]] = [
    ([], None),
    ([["refunds/where", 0.4], ["filing/deadline", 0.3]], "refunds"),
    ([["redirects/person", 0.9], ["filing/deadline", 0.3]], "filing"),
    ([["redirects/person", 0.9]], "paying"),
]


@pytest.mark.parametrize(("last", "topic"), SEARCHES, ids=[str(row) for row in SEARCHES])
def test_the_topic_is_that_of_the_best_entry_found_last(
    last: list[list[Any]], topic: str | None
) -> None:
    before = [{"candidates": [["paying/how", 0.9]]}] if last else []
    assert topic_of([*before, {"candidates": last}]) == topic
