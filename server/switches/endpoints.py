"""Owns the page of switches, for admins: what is paused, since when, by whom and why."""

from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from server.dependencies import Parts, PartsDep
from server.errors import NotFound
from server.staff.identity import AdminDep, Form, FormDep, SignedIn
from server.staff.pages import page
from server.switches.listing import Listing, listed
from server.switches.service import LONGEST_COMMENT, CommentMissing

PATH = "/desk/switches"
router = APIRouter(prefix=PATH, include_in_schema=False)


@router.get("")
async def switches(parts: PartsDep, session: AdminDep) -> Response:
    return _page(await _listing(parts), session)


@router.post("/pause")
async def pause(parts: PartsDep, session: AdminDep, form: FormDep) -> Response:
    return await _set("pause", parts, session, form)


@router.post("/resume")
async def resume(parts: PartsDep, session: AdminDep, form: FormDep) -> Response:
    return await _set("resume", parts, session, form)


async def _set(
    change: Literal["pause", "resume"], parts: Parts, session: SignedIn, form: Form
) -> Response:
    """Raises NotFound for what cannot be paused. Without a comment the page says so."""
    name, listing = form.text("name"), await _listing(parts)
    if name not in listing.names():
        raise NotFound
    board = parts.switches
    setting = board.pause if change == "pause" else board.resume
    try:
        await setting(name, form.text("comment"), session.staff.login)
    except CommentMissing as error:
        return _page(listing, session, error.status, problem=error.detail, wrong=name)
    return RedirectResponse(PATH, 303)


async def _listing(parts: Parts) -> Listing:
    return listed(await parts.switches.paused(), parts.retriever.corpus.topics)


def _page(
    listing: Listing, session: SignedIn, status: int = 200, problem: str = "", wrong: str = ""
) -> Response:
    return page(
        "switches.html",
        status,
        session=session,
        here=PATH,
        listing=listing,
        longest=LONGEST_COMMENT,
        problem=problem,
        wrong=wrong,
    )
