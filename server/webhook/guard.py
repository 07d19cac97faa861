"""Owns the guard of the webhook: without the shared secret nothing is there."""

import hmac

from starlette.types import ASGIApp, Receive, Scope, Send

from server.errors import NotFound, problem

INTERNAL = "/internal/"
HEADER = b"x-assistant-secret"


class SecretGuard:
    """Answers 404 before a body is read: whoever does not know the secret learns nothing."""

    def __init__(self, app: ASGIApp, secret: str) -> None:
        self._app = app
        self._secret = secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(INTERNAL):
            given = dict(scope["headers"]).get(HEADER, b"")
            if not self._secret or not hmac.compare_digest(given, self._secret):
                error = NotFound()
                await problem(error.status, error.code, error.detail)(scope, receive, send)
                return
        await self._app(scope, receive, send)
