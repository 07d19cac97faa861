"""Live events: those who listen get them in order, and nobody else does."""

import asyncio

from server.conversations.events import MOST_WAITING, LiveEvent, LiveEvents


def ticket(number: int) -> LiveEvent:
    return LiveEvent("ticket", {"reference": f"T-{number}"})


async def listening(
    events: LiveEvents, conversation: str, count: int, ready: asyncio.Event
) -> list[LiveEvent]:
    async with events.listen(conversation) as stream:
        ready.set()
        return [await anext(stream) for _ in range(count)]


async def test_every_listener_of_the_conversation_gets_all_events() -> None:
    events, ready = LiveEvents(), [asyncio.Event(), asyncio.Event()]
    tasks = [asyncio.create_task(listening(events, "a", 2, each)) for each in ready]
    await asyncio.gather(*(each.wait() for each in ready))
    events.publish("b", ticket(9))
    events.publish("a", ticket(1))
    events.publish("a", ticket(2))
    received = await asyncio.wait_for(asyncio.gather(*tasks), 5)
    assert received == [[ticket(1), ticket(2)], [ticket(1), ticket(2)]]


async def test_a_listener_hears_from_its_entry_on_and_not_after_it_left() -> None:
    events = LiveEvents()
    async with events.listen("a") as stream:
        events.publish("a", ticket(1))
        assert await anext(stream) == ticket(1)
    events.publish("a", ticket(2))
    async with events.listen("a") as stream:
        events.publish("a", ticket(3))
        assert await anext(stream) == ticket(3)


async def test_a_listener_too_slow_misses_events_and_holds_up_nobody() -> None:
    events = LiveEvents()
    async with events.listen("a") as stream:
        for number in range(MOST_WAITING + 50):
            events.publish("a", ticket(number))
        events.close()
        heard = [event async for event in stream]
    assert heard == [ticket(number) for number in range(MOST_WAITING)]


async def test_at_the_end_of_the_server_every_stream_ends() -> None:
    events = LiveEvents()
    async with events.listen("a") as stream:
        events.publish("a", ticket(1))
        events.close()
        assert [event async for event in stream] == [ticket(1)]
    async with events.listen("a") as late:
        assert [event async for event in late] == []
