"""Tests of the order of turns."""

import asyncio

import pytest

from server.conversations.ordering import KeyedLocks


async def test_holders_of_one_key_come_one_at_a_time_in_order_of_arrival() -> None:
    locks = KeyedLocks()
    events: list[str] = []

    async def work(number: int) -> None:
        async with locks.hold("a"):
            events.append(f"{number} in")
            await asyncio.sleep(0)
            events.append(f"{number} out")

    await asyncio.gather(*(work(number) for number in range(5)))
    assert events == [f"{number} {step}" for number in range(5) for step in ("in", "out")]


async def test_another_key_does_not_wait() -> None:
    locks = KeyedLocks()
    async with locks.hold("a"), asyncio.timeout(1), locks.hold("b"):
        passed = True
    assert passed


async def test_a_failure_lets_the_next_one_in() -> None:
    locks = KeyedLocks()
    with pytest.raises(ZeroDivisionError):
        async with locks.hold("a"):
            raise ZeroDivisionError
    async with asyncio.timeout(1), locks.hold("a"):
        passed = True
    assert passed


async def test_who_gives_up_waiting_leaves_the_order_intact() -> None:
    locks = KeyedLocks()
    entered: list[str] = []

    async def work(name: str) -> None:
        async with locks.hold("a"):
            entered.append(name)

    async with locks.hold("a"):
        first, second = asyncio.create_task(work("first")), asyncio.create_task(work("second"))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
    await second
    assert entered == ["second"]


async def test_locks_nobody_holds_are_dropped() -> None:
    locks = KeyedLocks()
    for number in range(100):
        async with locks.hold(f"conversation {number}"):
            pass
    assert len(locks) == 0
    async with locks.hold("a"):
        assert len(locks) == 1
