"""Owns the ticket call of the public API and the ticket page."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse
from pydantic import BaseModel

from server.dependencies import AddressDep, PartsDep, TokenDep

PAGE = Path(__file__).parent.parent / "widget" / "static" / "ticket.html"
router = APIRouter(tags=["tickets"])
Reference = Annotated[str, PathParameter(max_length=20)]


class TicketOut(BaseModel):
    """A ticket as its citizen sees it; `thread` is oldest first."""

    reference: str
    status: str
    created_at: str
    thread: list[dict[str, Any]]


@router.get("/api/tickets/{reference}")
async def read(
    reference: Reference, parts: PartsDep, caller: AddressDep, token: TokenDep
) -> TicketOut:
    await parts.limits.hit(parts.settings.requests_per_minute, "tickets", caller)
    return TicketOut.model_validate(await parts.tickets.read(reference, token))


@router.get("/tickets/{reference}", include_in_schema=False)
async def page(reference: Reference) -> FileResponse:
    """The same page for every reference: the browser asks for the ticket with its secret."""
    return FileResponse(PAGE)
