"""Owns the ticket as a plain page: found by reference and code, answered, closed, reopened."""

import secrets
from collections.abc import Awaitable, Mapping
from typing import Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from server.dependencies import Parts, PartsDep, limited
from server.errors import (
    Conflict,
    NotFound,
    Unauthorized,
    Unprocessable,
)
from server.plain.holding import (
    LANGUAGE,
    PATH,
    TICKET,
    FormDep,
    Held,
    PlainForm,
    Shown,
    ShownDep,
    TicketDep,
    forget,
    keep,
)
from server.plain.pages import page
from server.plain.problems import in_words
from server.staff.cookies import CookiesDep

TICKETS = f"{PATH}/ticket"
router = APIRouter(prefix=TICKETS, include_in_schema=False, dependencies=[Depends(limited)])
_DONE = ("reply", "close", "reopen")


@router.get("")
async def show(
    parts: PartsDep,
    shown: ShownDep,
    cookies: CookiesDep,
    ticket: TicketDep,
    find: bool = False,
    done: str = "",
    removed: bool = False,
) -> Response:
    """The ticket the browser holds; without one, or where another is wanted, a form to find it."""
    said = getattr(shown.texts, f"done_{done}") if done in _DONE else ""
    if removed:
        said = f"{said} {shown.texts.identifier_removed}".strip()
    if ticket is None or find:
        response: Response = page("plain_find.html", shown, wrong="", reference="")
    else:
        try:
            response = await _page(parts, shown, ticket, said=said)
        except (NotFound, Unauthorized):
            response = page("plain_find.html", shown, wrong=shown.texts.find_wrong, reference="")
            forget(cookies, response, TICKET)
    keep(cookies, response, LANGUAGE, shown.language)
    return response


@router.post("")
async def find_it(parts: PartsDep, shown: ShownDep, cookies: CookiesDep, form: FormDep) -> Response:
    """Opens the ticket that reference and code belong to."""
    reference, code = form.text("reference").strip().upper(), form.text("code").strip()
    try:
        await parts.tickets.read(reference, code)
    except (NotFound, Unauthorized):
        wrong = shown.texts.find_wrong
        return page("plain_find.html", shown, 404, wrong=wrong, reference=reference[:20])
    response = RedirectResponse(TICKETS, 303)
    keep(cookies, response, TICKET, Held(reference, code).cookie)
    return response


@router.post("/reply")
async def reply(parts: PartsDep, shown: ShownDep, ticket: TicketDep, form: FormDep) -> Response:
    held = await _needed(parts, ticket, form)
    text, key = form.text("text").replace("\r\n", "\n"), form.text("key")[:64] or None
    change = parts.following.reply(held.id, held.secret, text, key)
    return await _changed(parts, shown, held, "reply", change, text)


@router.post("/close")
async def close(parts: PartsDep, shown: ShownDep, ticket: TicketDep, form: FormDep) -> Response:
    held = await _needed(parts, ticket, form)
    return await _changed(parts, shown, held, "close", parts.following.close(held.id, held.secret))


@router.post("/reopen")
async def reopen(parts: PartsDep, shown: ShownDep, ticket: TicketDep, form: FormDep) -> Response:
    held = await _needed(parts, ticket, form)
    change = parts.following.reopen(held.id, held.secret, None, None)
    return await _changed(parts, shown, held, "reopen", change)


async def _changed(
    parts: Parts,
    shown: Shown,
    held: Held,
    done: str,
    change: Awaitable[Mapping[str, Any]],
    typed: str = "",
) -> Response:
    """The page that says it is done, or the same page with what was wrong and what was typed."""
    try:
        ticket = await change
    except (Unprocessable, Conflict) as error:
        wrong = in_words(error, shown)
        return await _page(parts, shown, held, status=error.status, wrong=wrong, typed=typed)
    removed = "&removed=1" if ticket["notices"] else ""
    return RedirectResponse(f"{TICKETS}?done={done}{removed}", 303)


async def _needed(parts: Parts, held: Held | None, form: PlainForm) -> Held:
    form.must_be_of(held)
    if held is None:
        raise NotFound
    await parts.limits.hit(parts.settings.messages_per_minute, "ticket", held.id)
    return held


async def _page(
    parts: Parts,
    shown: Shown,
    held: Held,
    status: int = 200,
    said: str = "",
    wrong: str = "",
    typed: str = "",
) -> Response:
    return page(
        "plain_ticket.html",
        shown,
        status,
        ticket=await parts.tickets.read(held.id, held.secret),
        held=held,
        key=secrets.token_urlsafe(16),
        zone=parts.settings.opening_hours.zone,
        said=said,
        wrong=wrong,
        typed=typed,
    )
