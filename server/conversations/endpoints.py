"""Owns the conversation calls of the public API."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from server.conversations.events import LiveEvent
from server.conversations.schemas import (
    ConversationCreated,
    NewConversation,
    NewMessage,
    Transcript,
    TurnOut,
)
from server.dependencies import AddressDep, PartsDep, TokenDep

router = APIRouter(prefix="/api/conversations", tags=["conversations"])


async def owned(conversation_id: str, parts: PartsDep, caller: AddressDep, token: TokenDep) -> str:
    """The conversation's id, once the token has shown that it is the caller's."""
    await parts.limits.hit(parts.settings.requests_per_minute, "requests", caller)
    await parts.conversations.authorise(conversation_id, token)
    return conversation_id


OwnedDep = Annotated[str, Depends(owned)]


@router.post("", status_code=201)
async def start(
    parts: PartsDep, caller: AddressDep, body: NewConversation | None = None
) -> ConversationCreated:
    await parts.limits.hit(parts.settings.conversations_per_minute, "conversations", caller)
    language = (body or NewConversation()).language
    conversation_id, token, messages = await parts.conversations.start(language)
    return ConversationCreated(conversation_id=conversation_id, token=token, messages=messages)


@router.post("/{conversation_id}/messages")
async def send(
    conversation_id: OwnedDep,
    body: NewMessage,
    parts: PartsDep,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=64)] = None,
) -> TurnOut:
    await parts.limits.hit(parts.settings.messages_per_minute, "messages", conversation_id)
    turn = await parts.conversations.take_turn(
        conversation_id, body.text, body.payload, idempotency_key
    )
    for message in turn.messages:
        if message["type"] == "ticket":
            opened = {"reference": message["reference"], "status": "new", "reply": False}
            parts.events.publish(conversation_id, LiveEvent("ticket", opened))
    return turn


@router.get("/{conversation_id}/messages")
async def transcript(
    conversation_id: OwnedDep,
    parts: PartsDep,
    after: Annotated[int, Query(ge=-1, le=1_000_000)] = -1,
) -> Transcript:
    messages, last_turn = await parts.conversations.transcript(conversation_id, after)
    return Transcript(messages=messages, last_turn=last_turn)


@router.get("/{conversation_id}/events", response_class=EventSourceResponse)
async def events(
    conversation_id: OwnedDep,
    parts: PartsDep,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """What happens from now on; with Last-Event-ID also what was missed since that message."""
    async with parts.events.listen(conversation_id) as stream:
        # So that a browser knows that it listens, and reads what it missed only then.
        yield ServerSentEvent(comment="listening")
        seen = _number(last_event_id)
        for event in await parts.conversations.missed(conversation_id, seen):
            seen = event.data["id"]
            yield _sent(event)
        async for event in stream:
            if event.data.get("id", seen + 1) > seen:
                yield _sent(event)


def _sent(event: LiveEvent) -> ServerSentEvent:
    number = event.data.get("id")
    id_ = None if number is None else str(number)
    return ServerSentEvent(event=event.kind, data=dict(event.data), id=id_)


def _number(last_event_id: str | None) -> int:
    """-1 where nothing was said of what was seen."""
    text = last_event_id or ""
    return int(text) if text.isascii() and text.isdigit() else -1
