"""Owns the outgoing webhook: each notice as one signed POST."""

import asyncio
import datetime as dt
import ipaddress
import json
import ssl
from collections.abc import Callable, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from server.database import utc_now
from server.helpdesk.ports import EVENTS, DeliveryFailed, Event, Notice
from server.helpdesk.signature import signed_headers

TIMEOUT_SECONDS = 10.0
# Refusals that say "later"; every other 4xx is the same at the next attempt.
_LATER = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}


def checked_address(url: str) -> str:
    """Raises ValueError unless it is https, or http to this machine."""
    parts = urlsplit(url)
    port = parts.port  # raises where it is none
    allowed = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))
    if not allowed or port == 0 or not parts.hostname or parts.username or parts.fragment:
        raise ValueError(
            "a webhook's address is https://host/path without a user; http only to this machine"
        )
    return url


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class WebhookDesk:
    """POSTs to one address. Redirects are not followed: they would carry the notice elsewhere."""

    name = "webhook"
    events: frozenset[Event] = EVENTS

    def __init__(
        self,
        url: str,
        keys: Sequence[bytes],
        desk_url: Callable[[str], str],
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        clock: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        """Raises ValueError for an address that is not allowed."""
        self._url = checked_address(url)
        self._keys = tuple(keys)
        self._desk_url = desk_url
        self._seconds = timeout_seconds
        self._clock = clock
        self._tls = ssl.create_default_context()

    async def deliver(self, notice: Notice) -> None:
        body = self._body(notice)
        moment = int(self._clock().timestamp())
        headers = {
            "content-type": "application/json",
            "user-agent": "taxpayer-assistant",
            **signed_headers(self._keys, notice.id, moment, body),
        }
        try:
            # Of the whole: a receiver that sends a byte now and then keeps nobody waiting.
            async with asyncio.timeout(self._seconds):
                status = await self._post(body, headers)
        except (TimeoutError, httpx.TimeoutException):
            raise DeliveryFailed("The receiver took too long.", is_final=False) from None
        except httpx.HTTPError as error:
            problem = f"No connection to the receiver ({type(error).__name__})."
            raise DeliveryFailed(problem, is_final=False) from None
        if not 200 <= status < 300:
            later = status >= 500 or status in _LATER
            raise DeliveryFailed(f"The receiver replied with status {status}.", is_final=not later)

    async def _post(self, body: bytes, headers: dict[str, str]) -> int:
        """The status; what else the receiver has to say is not read."""
        client = httpx.AsyncClient(
            verify=self._tls,
            timeout=self._seconds,
            follow_redirects=False,
            trust_env=not is_loopback(self._url),
        )
        async with client, client.stream("POST", self._url, content=body, headers=headers) as reply:
            return reply.status_code

    def _body(self, notice: Notice) -> bytes:
        told = {
            "type": notice.event,
            "timestamp": notice.occurred_at.astimezone(dt.UTC).isoformat(timespec="milliseconds"),
            "data": {
                "reference": notice.subject,
                **notice.payload,
                "desk_url": self._desk_url(notice.subject),
            },
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
