"""Owns the conversation calls of the public API."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from server.api_description import refusals, taking_json
from server.conversations.incoming import EmptyMessage, MessageTooLong
from server.conversations.news import CitizenNews, News
from server.conversations.offers import UnknownChoice
from server.conversations.schemas import (
    EXAMPLE_ID,
    ConversationCreated,
    NewConversation,
    NewMessage,
    Transcript,
    TurnOut,
)
from server.dependencies import AddressDep, ConversationToken, LimitedDep, PartsDep
from server.errors import Conflict, NotFound, TooManyRequests, Unauthorized

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
ConversationId = Annotated[
    str, Path(description="As it came when the chat was started.", examples=[EXAMPLE_ID])
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=64,
        description="Your own, for each new message. With the same key again it is answered once.",
    ),
]
# What every call on a conversation may be refused with.
OWNED = (Unauthorized, NotFound, TooManyRequests)


async def owned(
    conversation_id: ConversationId, parts: PartsDep, token: ConversationToken, _: LimitedDep
) -> str:
    """The conversation's id, once the token has shown that it is the caller's."""
    await parts.conversations.authorise(conversation_id, token)
    return conversation_id


OwnedDep = Annotated[str, Depends(owned)]


@router.post(
    "",
    status_code=201,
    summary="Start a conversation",
    response_description="The conversation, its token and the greeting.",
    responses=taking_json(TooManyRequests),
)
async def start(
    parts: PartsDep, caller: AddressDep, body: NewConversation | None = None
) -> ConversationCreated:
    await parts.limits.hit(parts.settings.conversations_per_minute, "conversations", caller)
    language = (body or NewConversation()).language
    conversation_id, token, messages = await parts.conversations.start(language)
    return ConversationCreated(conversation_id=conversation_id, token=token, messages=messages)


@router.post(
    "/{conversation_id}/messages",
    summary="Send a message",
    response_description="The turn: what the assistant says to it.",
    responses=taking_json(*OWNED, Conflict, EmptyMessage, MessageTooLong, UnknownChoice),
)
async def send(
    conversation_id: OwnedDep,
    body: NewMessage,
    parts: PartsDep,
    idempotency_key: IdempotencyKey = None,
) -> TurnOut:
    await parts.limits.hit(parts.settings.messages_per_minute, "messages", conversation_id)
    return await parts.conversations.take_turn(
        conversation_id, body.text, body.payload, idempotency_key
    )


@router.get(
    "/{conversation_id}/messages",
    summary="Read the transcript",
    response_description="The messages, oldest first.",
    responses=refusals(*OWNED),
)
async def transcript(
    conversation_id: OwnedDep,
    parts: PartsDep,
    after: Annotated[
        int,
        Query(ge=-1, le=1_000_000, description="Leaves out this turn and those before; -1: none."),
    ] = -1,
) -> Transcript:
    return Transcript.model_validate(await parts.conversations.transcript(conversation_id, after))


async def one_more_stream(
    conversation_id: OwnedDep, parts: PartsDep, caller: AddressDep
) -> AsyncIterator[None]:
    """Left when the stream ends."""
    most = {
        f"conversation {conversation_id}": parts.settings.streams_per_conversation,
        f"address {caller}": parts.settings.streams_per_address,
    }
    with parts.streams.one_more(most):
        yield


@router.get(
    "/{conversation_id}/events",
    dependencies=[Depends(one_more_stream)],
    response_class=EventSourceResponse,
    summary="Listen to live events",
    response_description="`message`, `staff_joined` and `staff_left` carry a message as in the "
    "transcript; `ticket` a ticket's `reference`, `status` and whether staff sent a `reply`.",
    responses=refusals(*OWNED),
)
async def events(
    conversation_id: OwnedDep,
    parts: PartsDep,
    last_event_id: Annotated[
        str | None, Header(max_length=40, description="The id of the last event that was seen.")
    ] = None,
) -> AsyncIterator[ServerSentEvent]:
    """What happens from now on; with Last-Event-ID also what was missed since that event."""
    news = CitizenNews(parts.conversations, parts.tickets, conversation_id)
    async with parts.events.listen(conversation_id) as stream:
        await news.begin(last_event_id)
        # So that a browser knows that it listens, and reads what it missed only then.
        yield ServerSentEvent(comment="listening", id=news.position)
        for told in await news.read():
            yield _sent(told)
        async for _ in stream:
            for told in await news.read():
                yield _sent(told)


def _sent(news: News) -> ServerSentEvent:
    return ServerSentEvent(event=news.event.kind, data=dict(news.event.data), id=news.id)
