"""Owns the cookies of our pages: their names, and flags that keep them to our pages.

Behind TLS a name begins with __Host-: browsers take such a cookie from this host over TLS alone,
so that no other host of the same domain can plant one.
"""

from typing import Annotated, Literal

from fastapi import Depends, Request, Response

from server.dependencies import PartsDep
from server.settings import Settings

COOKIE = "assistant_staff"
ATTEMPT = "assistant_openid"


class Cookies:
    """The cookies of one request; what is not there is empty."""

    def __init__(self, request: Request, settings: Settings) -> None:
        self._sent = request.cookies
        self._is_behind_tls = settings.behind_tls

    def value(self, name: str) -> str:
        return self._sent.get(self._named(name), "")

    @property
    def session(self) -> str:
        """The token of the session of a browser that signed in."""
        return self.value(COOKIE)

    @property
    def attempt(self) -> str:
        """What a sign-in elsewhere carries along."""
        return self.value(ATTEMPT)

    def keep(
        self,
        response: Response,
        name: str,
        value: str,
        seconds: int | None,
        samesite: Literal["strict", "lax"] = "strict",
    ) -> None:
        """Without `seconds` it goes when the browser is closed."""
        response.set_cookie(
            self._named(name),
            value,
            max_age=seconds,
            httponly=True,
            samesite=samesite,
            secure=self._is_behind_tls,
        )

    def drop(
        self, response: Response, name: str, samesite: Literal["strict", "lax"] = "strict"
    ) -> None:
        response.delete_cookie(
            self._named(name), httponly=True, samesite=samesite, secure=self._is_behind_tls
        )

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self._is_behind_tls else name


async def cookies(request: Request, parts: PartsDep) -> Cookies:
    return Cookies(request, parts.settings)


CookiesDep = Annotated[Cookies, Depends(cookies)]
