"""Tests of what a turn costs, counted: nothing here is timed, and every number is exact.

Where a turn is made cheaper, or has to do more, `COSTS` is the one place to change.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.server.counting import Counting, Counts, counting
from tests.server.running import Chat, Stage
from tests.turn_kinds import KINDS, QUESTION, Kind


class Cost(NamedTuple):
    """`rasa`: calls to Rasa. `actions`: Rasa's calls of the webhook. `texts`: those encoded, in
    `encodings` calls of the encoder.
    """

    rasa: int
    actions: int
    statements: int
    transactions: int
    encodings: int
    texts: int
    searches: int


COSTS: dict[str, Cost] = {
    "question": Cost(1, 1, 10, 5, 1, 1, 1),
    "two sentences": Cost(1, 1, 10, 5, 1, 3, 3),
    "follow-up": Cost(1, 1, 10, 5, 2, 2, 2),
    "choice": Cost(1, 1, 11, 5, 0, 0, 0),
    "small talk": Cost(1, 0, 9, 4, 1, 1, 1),
    "out of scope": Cost(1, 1, 10, 5, 1, 1, 1),
    "form begins": Cost(1, 2, 15, 8, 0, 0, 0),
    "form: question": Cost(1, 1, 9, 4, 1, 1, 1),
    "form: name": Cost(2, 1, 11, 6, 1, 1, 1),
}
WITH_A_KEY = Cost(1, 1, 12, 5, 1, 1, 1)
SENT_AGAIN = Cost(0, 0, 4, 3, 0, 0, 0)


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: the statements are the same on both."""
    return sqlite_stage


@pytest.fixture
async def counted(tmp_path: Path, stage: Stage) -> AsyncIterator[Counting]:
    async with counting(tmp_path, stage) as started:
        yield started


async def send(chat: Chat, kind: Kind) -> str:
    said = await (chat.pick(kind.text) if kind.text.startswith("/") else chat.say(kind.text))
    return str(said["status"])


def check(counts: Counts, expected: Cost) -> None:
    """Fails with every number that is another, and with what it is made of."""
    lists = {
        "statements": counts.statements,
        "encodings": [" | ".join(texts) for texts in counts.encodings],
    }
    made = Cost(
        counts.rasa,
        counts.actions,
        len(counts.statements),
        counts.transactions,
        len(counts.encodings),
        sum(map(len, counts.encodings)),
        counts.searches,
    )
    wrong = [
        f"the turn now makes {now} {name}, {due} expected"
        + "".join(f"\n  {each}" for each in lists.get(name, ()))
        for name, now, due in zip(Cost._fields, made, expected, strict=True)
        if now != due
    ]
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


STATUSES = {
    "small talk": "small_talk",
    "out of scope": "out_of_scope",
    "form begins": "ticket_form",
    "form: question": "ticket_form",
    "form: name": "ticket_form",
}


@pytest.mark.parametrize("name", KINDS)
async def test_a_turn_costs_so_much(counted: Counting, name: str) -> None:
    chat, kind = await counted.server.chat(), KINDS[name]
    for each in kind.before:
        await send(chat, each)
    with counted.counted() as counts:
        status = await send(chat, kind)
    assert status == STATUSES.get(name, "answered")
    check(counts, COSTS[name])


async def test_a_message_sent_again_with_its_key_is_read_alone(counted: Counting) -> None:
    chat = await counted.server.chat()
    with counted.counted() as first:
        await chat.say(QUESTION, key="one")
    check(first, WITH_A_KEY)
    with counted.counted() as again:
        await chat.say(QUESTION, key="one")
    check(again, SENT_AGAIN)
