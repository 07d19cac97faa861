"""Owns the channel between the server and Rasa: one message in, what the bot said out.

Unlike Rasa's REST channel it needs the shared secret, answers a failure with status 500 instead of
an empty list, names the response, and logs nothing of what a person typed.
"""

import hmac
import logging
from typing import Any, Awaitable, Callable, Dict, List, Optional, Text

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.fixes import close_sessions

logger = logging.getLogger(__name__)
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
SECRET_HEADER = "X-Assistant-Secret"


class GatewayOutput(OutputChannel):
    """Collects messages whole: text, buttons, custom payload, response name and metadata."""

    def __init__(self) -> None:
        self.messages: List[Dict[Text, Any]] = []

    @classmethod
    def name(cls) -> Text:
        return "gateway"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        kept = {
            "text": message.get("text"),
            "buttons": message.get("buttons") or [],
            "custom": message.get("custom") or {},
            "response": message.get("utter_action"),
            "metadata": message.get("metadata") or {},
        }
        self.messages.append(kept)


class GatewayChannel(InputChannel):
    """POST /webhooks/gateway/webhook {"sender", "message"}, and parse {"message"}, which only says
    the intent. Both with the secret in X-Assistant-Secret."""

    def __init__(self, secret: Text) -> None:
        self._secret = secret

    @classmethod
    def name(cls) -> Text:
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        secret = (credentials or {}).get("secret")
        if not secret or secret.startswith("${"):
            raise ValueError("set ASSISTANT_INTERNAL_SECRET before starting Rasa")
        return cls(secret)

    def _may(self, request: Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "")
        return hmac.compare_digest(given.encode(), self._secret.encode())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        gateway = Blueprint("gateway_webhook", "gateway_webhook")

        @gateway.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            """Open: a supervisor or load balancer looks here, and learns only that Rasa is up."""
            return response.json({"status": "ok"})

        @gateway.route("/parse", methods=["POST"])
        async def parse(request: Request) -> HTTPResponse:
            """The intent of a text, of which nothing is kept."""
            if not self._may(request):
                return response.json({"code": "forbidden"}, status=403)
            try:
                parsed = await request.app.ctx.agent.parse_message((request.json or {})["message"])
            except Exception as error:  # edge: the server decides without Rasa
                logger.error("parse failed: %s", type(error).__name__)
                return response.json({"code": "parse_failed"}, status=500)
            return response.json({"intent": parsed.get("intent") or {}})

        @gateway.listener("after_server_stop")
        async def stop(*_: Any) -> None:
            await close_sessions()

        @gateway.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self._may(request):
                return response.json({"code": "forbidden"}, status=403)
            body = request.json or {}
            output = GatewayOutput()
            message = UserMessage(
                body.get("message"), output, body.get("sender"), input_channel=self.name()
            )
            try:
                await on_new_message(message)
            except Exception as error:  # edge: the server answers without Rasa
                # The exception's text may quote the message, its type cannot.
                logger.error("turn failed: %s", type(error).__name__)
                return response.json({"code": "turn_failed"}, status=500)
            return response.json({"messages": output.messages})

        return gateway
