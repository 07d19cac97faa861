"""Live events: those who listen get them in order, and nobody else does."""

import asyncio

from server.conversations.events import MOST_WAITING, LiveEvent, LiveEvents


def ticket(number: int) -> LiveEvent:
    return LiveEvent("ticket", {"reference": f"T-{number}"})


async def listening(events: LiveEvents, conversation: str, count: int) -> list[LiveEvent]:
    stream = events.listen(conversation)
    received = [await anext(stream) for _ in range(count)]
    await stream.aclose()
    return received


async def test_every_listener_of_the_conversation_gets_all_events() -> None:
    events = LiveEvents()
    tasks = [asyncio.create_task(listening(events, "a", 2)) for _ in range(2)]
    await asyncio.sleep(0)
    events.publish("b", ticket(9))
    events.publish("a", ticket(1))
    events.publish("a", ticket(2))
    received = await asyncio.wait_for(asyncio.gather(*tasks), 5)
    assert received == [[ticket(1), ticket(2)], [ticket(1), ticket(2)]]


async def test_a_listener_that_left_is_forgotten() -> None:
    events = LiveEvents()
    task = asyncio.create_task(listening(events, "a", 1))
    await asyncio.sleep(0)
    events.publish("a", ticket(1))
    assert await asyncio.wait_for(task, 5) == [ticket(1)]
    events.publish("a", ticket(2))
    again = asyncio.create_task(listening(events, "a", 1))
    await asyncio.sleep(0)
    events.publish("a", ticket(3))
    assert await asyncio.wait_for(again, 5) == [ticket(3)]


async def test_a_listener_too_slow_misses_events_and_holds_up_nobody() -> None:
    events = LiveEvents()
    stream = events.listen("a")
    first = asyncio.create_task(anext(stream))
    await asyncio.sleep(0)
    for number in range(MOST_WAITING + 50):
        events.publish("a", ticket(number))
    assert await first == ticket(0)
    rest = [await anext(stream) for _ in range(MOST_WAITING - 1)]
    await stream.aclose()
    assert rest[-1] == ticket(MOST_WAITING - 1)
