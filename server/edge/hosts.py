"""Owns which host names are answered; a wrong one is told so like every other error."""

from collections.abc import Sequence

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import WrongHost, problem


class TrustedHosts:
    """Starlette's check of the Host header, with our own words in place of its plain text."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self._app = app
        self._check = TrustedHostMiddleware(_passed, allowed_hosts=names, www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answered = False

        async def refused(_: Message) -> None:
            nonlocal answered
            answered = True

        await self._check(scope, receive, refused)
        if not answered:
            await self._app(scope, receive, send)
        else:
            error = WrongHost()
            await problem(error.status, error.code, error.detail)(scope, receive, send)


async def _passed(_: Scope, __: Receive, ___: Send) -> None:
    """Says nothing: the name is one of ours."""
