"""Tests of the part of a chat that goes to staff."""

import pytest

from server.conversations.models import Message
from server.conversations.record import for_staff, lines

STATUSES = {1: "answered", 2: "ticket_form", 3: "small_talk", 4: "ticket_opened", 5: None}


def said(turn: int, author: str = "citizen") -> Message:
    return Message(turn=turn, author=author, type="text", body={"text": f"{author} {turn}"})


@pytest.mark.parametrize(
    ("with_unfinished", "kept"), [(False, [0, 1, 3]), (True, [0, 1, 3, 5])], ids=["stored", "shown"]
)
def test_what_was_typed_into_the_form_is_left_out(with_unfinished: bool, kept: list[int]) -> None:
    rows = [said(turn) for turn in range(6)]
    found = for_staff(rows, STATUSES, with_unfinished=with_unfinished)
    assert [row.turn for row in found] == kept


def test_what_staff_wrote_meanwhile_is_kept() -> None:
    assert lines(for_staff([said(2), said(2, "staff")], STATUSES)) == [
        {"author": "staff", "text": "staff 2"}
    ]
