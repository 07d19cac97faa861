"""Owns the way to an OpenID Connect provider and back."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from server.dependencies import AddressDep, Parts, PartsDep
from server.errors import AssistantError, NotFound
from server.staff.cookies import ATTEMPT, CookiesDep
from server.staff.endpoints import (
    Next,
    end_session_of,
    home_of,
    keep_session,
    own_path,
    sign_in_form,
)
from server.staff.openid_sign_in import OpenIdSignIn
from server.staff.openid_state import LASTS_SECONDS
from server.staff.pages import page

PATH = "/staff/openid"
LONGEST = 4000
router = APIRouter(prefix=PATH, include_in_schema=False)
log = structlog.get_logger()
Given = Annotated[str, Query(max_length=LONGEST)]


@router.get("")
async def begin(
    request: Request,
    parts: PartsDep,
    caller: AddressDep,
    cookies: CookiesDep,
    next: Next = "",
) -> Response:
    """Sends the browser to the provider, with a cookie that comes back with it."""
    await parts.limits.hit(parts.settings.requests_per_minute, "openid", caller)
    sign_in = _configured(parts)
    try:
        url, attempt = await sign_in.begin(_redirect_uri(request, parts), own_path(next) or "")
    except AssistantError as error:
        return _refused(parts, next, error)
    response = RedirectResponse(url, 303, {"Cache-Control": "no-store"})
    # Lax, where the session's is strict: it is another site that sends the browser back to us.
    cookies.keep(response, ATTEMPT, attempt, LASTS_SECONDS, samesite="lax")
    return response


@router.get("/callback")
async def finish(
    request: Request,
    parts: PartsDep,
    caller: AddressDep,
    cookies: CookiesDep,
    state: Given = "",
    code: Given = "",
) -> Response:
    """Begins a session. Answers with a page that goes on by itself: in a redirect of another
    site's making, a browser would not send the strict cookie along."""
    await parts.limits.hit(parts.settings.requests_per_minute, "openid", caller)
    sign_in = _configured(parts)
    try:
        done = await sign_in.finish(_redirect_uri(request, parts), cookies.attempt, state, code)
    except AssistantError as error:
        response = _refused(parts, "", error)
    else:
        await end_session_of(cookies, parts)
        goes_on = done.goes_on or home_of(done.role)
        response = page("signed_in.html", session=None, goes_on=goes_on)
        keep_session(response, cookies, done.token, parts)
    cookies.drop(response, ATTEMPT, samesite="lax")
    return response


def _refused(parts: Parts, goes_on: str, error: AssistantError) -> Response:
    log.warning("openid_refused", code=error.code)
    return sign_in_form(parts, goes_on, error.detail, error.status)


def _configured(parts: Parts) -> OpenIdSignIn:
    if parts.openid is None:
        raise NotFound
    return parts.openid


def _redirect_uri(request: Request, parts: Parts) -> str:
    origin = parts.settings.public_url or str(request.base_url).rstrip("/")
    return f"{origin}{PATH}/callback"
