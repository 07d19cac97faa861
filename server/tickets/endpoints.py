"""Owns the ticket calls of the public API, and the pages on which a ticket is followed."""

from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from server.api_description import refusals, taking_json
from server.dependencies import LimitedDep, Parts, PartsDep, TicketSecret
from server.errors import NotFound, TooManyRequests, Unauthorized
from server.tickets.changes import ChangedMeanwhile
from server.tickets.life import NotPossible
from server.tickets.posts import PostEmpty, PostTooLong

STATIC = Path(__file__).parent.parent / "widget" / "static"
router = APIRouter(tags=["tickets"])
Reference = Annotated[
    str,
    PathParameter(max_length=20, description="As its citizen has it.", examples=["T-7F3K-92QD"]),
]
KeyHeader = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=64,
        description="Your own, for each new text. With the same key again it is kept once.",
    ),
]
# Longer than the limit on purpose: the service says how long a post may be.
Text = Annotated[str, Field(max_length=20_000)]


class PostOut(BaseModel):
    """`name` is that of the staff who wrote it."""

    author: Literal["citizen", "staff", "system"]
    name: str | None
    text: str
    created_at: str


class TicketOut(BaseModel):
    """A ticket as its citizen sees it; `thread` is oldest first, `may` is what they can do now."""

    reference: str
    status: str
    created_at: str
    updated_at: str
    expected_reply_by: str | None
    call_between: str | None
    may: list[Literal["reply", "close", "reopen"]]
    thread: list[PostOut]


class ChangedTicket(TicketOut):
    """`notices` may hold identifier_removed."""

    notices: list[str]


class NewPost(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Text


class Reopening(BaseModel):
    """`text` says why, if its citizen wants to."""

    model_config = ConfigDict(extra="forbid")

    text: Text | None = None


async def own_ticket(
    reference: Reference, parts: PartsDep, token: TicketSecret, _: LimitedDep
) -> str:
    """The reference, once the secret has shown that the ticket is the caller's."""
    await parts.tickets.authorise(reference, token)
    return reference


_OWN = (Unauthorized, NotFound, TooManyRequests)
_CHANGED = (*_OWN, NotPossible, ChangedMeanwhile)
_WRITTEN = (*_CHANGED, PostEmpty, PostTooLong)
OwnTicket = Annotated[str, Depends(own_ticket)]


@router.get(
    "/api/tickets/{reference}",
    summary="Read a ticket",
    response_description="Its status and thread.",
    responses=refusals(*_OWN),
)
async def read(reference: OwnTicket, parts: PartsDep, token: TicketSecret) -> TicketOut:
    return TicketOut.model_validate(await parts.tickets.read(reference, token))


@router.post(
    "/api/tickets/{reference}/posts",
    summary="Add to a ticket",
    response_description="The ticket from now on.",
    responses=taking_json(*_WRITTEN),
)
async def reply(
    reference: OwnTicket,
    body: NewPost,
    parts: PartsDep,
    token: TicketSecret,
    idempotency_key: KeyHeader = None,
) -> ChangedTicket:
    await _limit(parts, reference)
    return _changed(await parts.following.reply(reference, token, body.text, idempotency_key))


@router.post(
    "/api/tickets/{reference}/close",
    summary="Close a ticket",
    response_description="The ticket from now on.",
    responses=refusals(*_CHANGED),
)
async def close(reference: OwnTicket, parts: PartsDep, token: TicketSecret) -> ChangedTicket:
    await _limit(parts, reference)
    return _changed(await parts.following.close(reference, token))


@router.post(
    "/api/tickets/{reference}/reopen",
    summary="Reopen a ticket",
    response_description="The ticket from now on.",
    responses=taking_json(*_WRITTEN),
)
async def reopen(
    reference: OwnTicket,
    parts: PartsDep,
    token: TicketSecret,
    body: Reopening | None = None,
    idempotency_key: KeyHeader = None,
) -> ChangedTicket:
    await _limit(parts, reference)
    text = None if body is None else body.text
    return _changed(await parts.following.reopen(reference, token, text, idempotency_key))


async def _limit(parts: Parts, reference: str) -> None:
    await parts.limits.hit(parts.settings.messages_per_minute, "ticket", reference)


def _changed(ticket: dict[str, Any]) -> ChangedTicket:
    return ChangedTicket.model_validate(ticket)


@router.get("/tickets", include_in_schema=False)
async def finding() -> FileResponse:
    """A form for reference and secret, where the link is not at hand."""
    return FileResponse(STATIC / "tickets.html")


@router.get("/tickets/{reference}", include_in_schema=False)
async def page(reference: Reference) -> FileResponse:
    """The same page for every reference: the browser asks for the ticket with its secret."""
    return FileResponse(STATIC / "ticket.html")
