"""Owns the calls to Rasa: one message in, the messages of the turn out."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import BaseModel

from server.health.metrics import RASA_UP

SECRET_HEADER = "X-Assistant-Secret"  # noqa: S105 - a name, no secret
# The longest turn, with a preview of a long chat, is some 50 kB.
LARGEST_REPLY = 1024 * 1024
LOOK_SECONDS = 2.0
_UNHEARD = (httpx.ConnectError, httpx.ConnectTimeout)


class RasaUnavailable(RuntimeError):
    """Rasa did not answer in time, or with nothing that can be read.

    `was_heard`: it may have got the message all the same, and gone on with the conversation.
    """

    def __init__(self, reason: str, *, was_heard: bool = True) -> None:
        super().__init__(reason)
        self.was_heard = was_heard


class _ReplyTooLarge(ValueError):
    """More than a turn can hold."""


class _Button(BaseModel):
    title: str
    payload: str


class _Message(BaseModel):
    """As the gateway channel of bot/ sends it."""

    text: str | None = None
    buttons: list[_Button] | None = None
    custom: dict[str, Any] | None = None
    metadata: dict[str, Any] | None = None


class _Intent(BaseModel):
    name: str | None = None
    confidence: float = 0.0


class _Parsed(BaseModel):
    intent: _Intent


class _Reply(BaseModel):
    messages: list[_Message]


@dataclass(frozen=True)
class RasaMessage:
    """One message of Rasa's: `custom` is what an action sent, `status` the response's own."""

    text: str
    buttons: tuple[dict[str, str], ...]
    custom: dict[str, Any]
    status: str | None


class RasaClient:
    """Keeps one connection pool to Rasa's gateway channel."""

    def __init__(
        self,
        url: str,
        secret: str,
        timeout_seconds: float,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={SECRET_HEADER: secret},
            timeout=httpx.Timeout(timeout_seconds, connect=1.0),
            trust_env=False,
            transport=transport,
        )
        self._seconds = timeout_seconds
        self.seen = False

    async def send(self, conversation_id: str, text: str) -> list[RasaMessage]:
        """What the bot says to the text. Raises RasaUnavailable."""
        try:
            # In all: httpx counts its own limit anew with each piece that comes.
            async with asyncio.timeout(self._seconds):
                body = await self._post({"sender": conversation_id, "message": text})
            messages = [_message(raw) for raw in _Reply.model_validate_json(body).messages]
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            RASA_UP.set(0)
            was_heard = not isinstance(error, _UNHEARD)
            raise RasaUnavailable(type(error).__name__, was_heard=was_heard) from error
        if not messages:
            raise RasaUnavailable("no message")
        self.seen = True
        RASA_UP.set(1)
        return messages

    async def _post(self, call: dict[str, str], name: str = "webhook") -> bytes:
        """The body of the reply. Raises HTTPError or _ReplyTooLarge."""
        path, body = f"/webhooks/gateway/{name}", bytearray()
        async with self._http.stream("POST", path, json=call) as response:
            response.raise_for_status()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > LARGEST_REPLY:
                    raise _ReplyTooLarge
        return bytes(body)

    async def understand(self, text: str) -> tuple[str, float]:
        """The text's intent and its confidence; nothing is kept. Raises RasaUnavailable."""
        try:
            async with asyncio.timeout(self._seconds):
                body = await self._post({"message": text}, "parse")
            found = _Parsed.model_validate_json(body).intent
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            raise RasaUnavailable(type(error).__name__, was_heard=False) from error
        return found.name or "", found.confidence

    async def is_up(self) -> bool:
        """Whether Rasa answers and has a model loaded."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                async with self._http.stream("GET", "/webhooks/gateway/") as response:
                    up = response.status_code == 200
        except (httpx.HTTPError, TimeoutError):
            RASA_UP.set(0)
            return False
        self.seen = self.seen or up
        RASA_UP.set(int(up))
        return up

    async def close(self) -> None:
        await self._http.aclose()


def _message(raw: _Message) -> RasaMessage:
    status = (raw.metadata or {}).get("status")
    return RasaMessage(
        text=raw.text or "",
        buttons=tuple(button.model_dump() for button in raw.buttons or ()),
        custom=raw.custom or {},
        status=status if isinstance(status, str) else None,
    )
