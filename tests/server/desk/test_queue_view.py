"""Tests of what the queue shows."""

import pytest

from server.desk.queue_view import LONGEST_QUESTION, QueueQuery, first_line
from server.tickets.views import QueueFilter


def test_an_address_holds_what_differs_from_the_default_alone() -> None:
    query = QueueQuery(who="me", q="a & b=c", page=3, claimed="T-2222-2222")
    assert query.address() == "/desk?who=me&q=a+%26+b%3Dc"
    assert query.address(page=3) == "/desk?who=me&q=a+%26+b%3Dc&page=3"
    assert query.address(status="closed") == "/desk?status=closed&who=me&q=a+%26+b%3Dc"
    assert QueueQuery().address() == "/desk"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (QueueQuery(), QueueFilter(status="to_do")),
        (QueueQuery(status=""), QueueFilter(status="to_do")),
        (QueueQuery(status="all"), QueueFilter()),
        (QueueQuery(who="12"), QueueFilter(status="to_do", assignee=12)),
        (QueueQuery(who="nobody", overdue="1"), QueueFilter("to_do", "nobody", overdue=True)),
        (QueueQuery(topic="refunds", q=" x "), QueueFilter("to_do", topic="refunds", text="x")),
    ],
)
def test_an_address_becomes_a_filter(query: QueueQuery, expected: QueueFilter) -> None:
    assert query.filter == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\n \n Can I wait? \nI have waited.", "Can I wait?"),
        ("", ""),
        ("x" * 200, "x" * LONGEST_QUESTION + "…"),
    ],
)
def test_a_row_shows_the_first_line(text: str, line: str) -> None:
    assert first_line(text) == line
