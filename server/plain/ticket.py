"""Owns the ticket as a plain page: found by reference and code, answered, closed, reopened."""

import secrets

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from server.dependencies import AddressDep, Parts, PartsDep
from server.errors import (
    AssistantError,
    Conflict,
    NotFound,
    TooManyRequests,
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
router = APIRouter(prefix=TICKETS, include_in_schema=False)
_DONE = ("reply", "close", "reopen")


@router.get("")
async def show(
    parts: PartsDep,
    caller: AddressDep,
    shown: ShownDep,
    cookies: CookiesDep,
    ticket: TicketDep,
    find: bool = False,
    done: str = "",
    removed: bool = False,
) -> Response:
    """The ticket the browser holds; without one, or where another is wanted, a form to find it."""
    await parts.limits.hit(parts.settings.requests_per_minute, "tickets", caller)
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
async def find_it(
    parts: PartsDep, caller: AddressDep, shown: ShownDep, cookies: CookiesDep, form: FormDep
) -> Response:
    """Opens the ticket that reference and code belong to."""
    await parts.limits.hit(parts.settings.requests_per_minute, "tickets", caller)
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
async def reply(
    parts: PartsDep, caller: AddressDep, shown: ShownDep, ticket: TicketDep, form: FormDep
) -> Response:
    held = await _needed(parts, caller, ticket, form)
    text, key = form.text("text").replace("\r\n", "\n"), form.text("key")[:64] or None
    try:
        changed = await parts.following.reply(held.id, held.secret, text, key)
    except (Unprocessable, Conflict, TooManyRequests) as error:
        return await _refused(parts, shown, held, error, text)
    return RedirectResponse(_after("reply", changed["notices"]), 303)


@router.post("/close")
async def close(
    parts: PartsDep, caller: AddressDep, shown: ShownDep, ticket: TicketDep, form: FormDep
) -> Response:
    held = await _needed(parts, caller, ticket, form)
    try:
        await parts.following.close(held.id, held.secret)
    except Conflict as error:
        return await _refused(parts, shown, held, error)
    return RedirectResponse(_after("close"), 303)


@router.post("/reopen")
async def reopen(
    parts: PartsDep, caller: AddressDep, shown: ShownDep, ticket: TicketDep, form: FormDep
) -> Response:
    held = await _needed(parts, caller, ticket, form)
    try:
        await parts.following.reopen(held.id, held.secret, None, None)
    except Conflict as error:
        return await _refused(parts, shown, held, error)
    return RedirectResponse(_after("reopen"), 303)


def _after(done: str, notices: list[str] | None = None) -> str:
    return f"{TICKETS}?done={done}{'&removed=1' if notices else ''}"


async def _needed(parts: Parts, caller: str, held: Held | None, form: PlainForm) -> Held:
    await parts.limits.hit(parts.settings.requests_per_minute, "tickets", caller)
    form.must_be_of(held)
    if held is None:
        raise NotFound
    await parts.limits.hit(parts.settings.messages_per_minute, "ticket", held.id)
    return held


async def _refused(
    parts: Parts, shown: Shown, held: Held, error: AssistantError, typed: str = ""
) -> Response:
    wrong = in_words(error, shown)
    return await _page(parts, shown, held, status=error.status, wrong=wrong, typed=typed)


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
