"""Owns who counts as staff: a session's cookie for pages, the token of the settings for calls."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie

from server.dependencies import PartsDep, StaffToken
from server.errors import AssistantError, Forbidden, Unauthorized
from server.staff.accounts import Role, Staff
from server.staff.cookies import COOKIE, CookiesDep
from server.staff.forms import form_fields

CSRF_FIELD = "csrf"
# What a browser says of a request that another site made it send.
_FOREIGN = ("cross-site", "same-site")
# For the description alone: `signed_in` reads the cookie.
STAFF_SESSION = APIKeyCookie(
    name=COOKIE,
    scheme_name="staffSession",
    description=f"Of staff who signed in at `/staff/sign-in`; `__Host-{COOKIE}` behind TLS.",
    auto_error=False,
)


class SignInNeeded(AssistantError):
    """A page of staff was asked for by nobody known: the browser is sent to sign in."""

    status, code, detail = 401, "sign_in_needed", "Please sign in."


class FormNotOurs(Forbidden):
    code = "form_not_ours"
    detail = "This form was not sent from our page. Go back, reload the page and try again."


@dataclass(frozen=True)
class SignedIn:
    """A browser's session: who it is, and the proof that our own pages put into their forms."""

    staff: Staff
    csrf: str


async def signed_in(parts: PartsDep, cookies: CookiesDep) -> SignedIn | None:
    """The session of the cookie, or None."""
    token = cookies.session
    staff = await parts.accounts.of_session(token) if token else None
    return None if staff is None else SignedIn(staff, csrf_of(token))


def csrf_of(session_token: str) -> str:
    """Made from the session's token, which no other site can read."""
    return hmac.new(session_token.encode(), b"csrf", hashlib.sha256).hexdigest()


SessionDep = Annotated[SignedIn | None, Depends(signed_in)]


def _needing(*roles: Role) -> Callable[..., Awaitable[SignedIn]]:
    async def check(session: SessionDep) -> SignedIn:
        if session is None:
            raise SignInNeeded
        if not any(session.staff.may(role) for role in roles):
            raise Forbidden
        return session

    return check


# A page or form for one role; an admin may do everything.
AgentDep = Annotated[SignedIn, Depends(_needing("agent"))]
EditorDep = Annotated[SignedIn, Depends(_needing("editor"))]
AdminDep = Annotated[SignedIn, Depends(_needing("admin"))]
StaffDep = Annotated[SignedIn, Depends(_needing("agent", "editor"))]


class Form:
    """The fields of a form that one of our pages sent."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self._fields = fields

    def text(self, name: str) -> str:
        """The first value, stripped; empty where there is none."""
        return self._fields.get(name, [""])[0].strip()

    def raw(self, name: str) -> str:
        """The first value as it was typed: a password may begin with a space."""
        return self._fields.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        return self._fields.get(name, [])


def is_foreign(request: Request) -> bool:
    """Whether another site made the browser send it, one of the same domain among them."""
    return request.headers.get("sec-fetch-site") in _FOREIGN


async def own_form(request: Request, session: SessionDep) -> Form:
    """Raises FormNotOurs unless the form carries the session's proof."""
    fields = await form_fields(request)
    given = fields.get(CSRF_FIELD, [""])[0]
    if session is None:
        raise SignInNeeded
    if is_foreign(request) or not hmac.compare_digest(given.encode(), session.csrf.encode()):
        raise FormNotOurs
    return Form(fields)


FormDep = Annotated[Form, Depends(own_form)]


def is_token(given: str | None, token: str) -> bool:
    """Whether it is the token of the settings. Where none is set, nobody has it."""
    return bool(token) and hmac.compare_digest((given or "").encode(), token.encode())


async def staff_or_machine(parts: PartsDep, token: StaffToken, session: SessionDep) -> None:
    """Raises Unauthorized unless staff signed in, or the token of the settings is sent."""
    if session is None and not is_token(token, parts.settings.staff_token.get_secret_value()):
        raise Unauthorized
