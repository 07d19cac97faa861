"""Owns the calls to Rasa: one message in, the messages of the turn out."""

from dataclasses import dataclass
from typing import Any

import httpx

from server.health.metrics import RASA_UP

SECRET_HEADER = "X-Assistant-Secret"  # noqa: S105 - a name, no secret


class RasaUnavailable(RuntimeError):
    """Rasa did not answer in time, or answered with nothing."""


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
        self.seen = False

    async def send(self, conversation_id: str, text: str) -> list[RasaMessage]:
        """What the bot says to the text. Raises RasaUnavailable."""
        try:
            response = await self._http.post(
                "/webhooks/gateway/webhook", json={"sender": conversation_id, "message": text}
            )
            response.raise_for_status()
            messages = [_message(raw) for raw in response.json()["messages"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            RASA_UP.set(0)
            raise RasaUnavailable(type(error).__name__) from error
        if not messages:
            raise RasaUnavailable("no message")
        self.seen = True
        RASA_UP.set(1)
        return messages

    async def is_up(self) -> bool:
        """Whether Rasa answers and has a model loaded."""
        try:
            response = await self._http.get("/webhooks/gateway/", timeout=2.0)
        except httpx.HTTPError:
            RASA_UP.set(0)
            return False
        up = response.status_code == 200
        self.seen = self.seen or up
        RASA_UP.set(int(up))
        return up

    async def close(self) -> None:
        await self._http.aclose()


def _message(raw: dict[str, Any]) -> RasaMessage:
    return RasaMessage(
        text=raw.get("text") or "",
        buttons=tuple(raw.get("buttons") or ()),
        custom=raw.get("custom") or {},
        status=(raw.get("metadata") or {}).get("status"),
    )
