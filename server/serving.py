"""Owns serving the application over HTTP, until it is told to stop."""

import socket

import uvicorn
from fastapi import FastAPI

from server.dependencies import Parts
from server.settings import Settings

# Calls under way get so long to end.
GRACE_SECONDS = 5


class Serving(uvicorn.Server):
    """Ends live streams first: they would last as long as their browsers like."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            # The application asks whether the caller is a trusted proxy.
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        parts: Parts | None = getattr(self._app.state, "parts", None)
        if parts is not None:
            parts.events.close()
        await super().shutdown(sockets)
