"""Owns who counts as staff: the token of the settings, in a header or as a signed cookie."""

import hashlib
import hmac
import time
from typing import Annotated

from fastapi import Cookie, Depends

from server.dependencies import PartsDep, TokenDep
from server.errors import Unauthorized

COOKIE = "assistant_staff"
SIGNED_IN_SECONDS = 12 * 60 * 60


def is_token(given: str | None, token: str) -> bool:
    """Whether it is the token of the settings. Where none is set, nobody has it."""
    return bool(token) and hmac.compare_digest((given or "").encode(), token.encode())


def new_cookie(token: str, now: float | None = None) -> str:
    """What a browser keeps in place of the token: when it ends, signed with the token."""
    ends = str(int((time.time() if now is None else now) + SIGNED_IN_SECONDS))
    return f"{ends}.{_signature(ends, token)}"


def opens(cookie: str | None, token: str, now: float | None = None) -> bool:
    """Whether the cookie was made with this token and has not ended."""
    ends, _, signature = (cookie or "").partition(".")
    if not token or not hmac.compare_digest(signature.encode(), _signature(ends, token).encode()):
        return False
    return ends.isdigit() and int(ends) > (time.time() if now is None else now)


def _signature(ends: str, token: str) -> str:
    return hmac.new(token.encode(), f"staff {ends}".encode(), hashlib.sha256).hexdigest()


def staff_by_header(parts: PartsDep, token: TokenDep) -> None:
    """Raises Unauthorized unless the staff token is in the Authorization header."""
    if not is_token(token, parts.settings.staff_token.get_secret_value()):
        raise Unauthorized


def is_signed_in(
    parts: PartsDep, assistant_staff: Annotated[str | None, Cookie(max_length=200)] = None
) -> bool:
    """Whether a page is asked for by a browser that signed in."""
    return opens(assistant_staff, parts.settings.staff_token.get_secret_value())


SignedInDep = Annotated[bool, Depends(is_signed_in)]
