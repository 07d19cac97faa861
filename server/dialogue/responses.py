"""Owns the bot's set texts outside Rasa: read from Rasa's own file of responses."""

import re
from pathlib import Path

import yaml

from server.dialogue.rasa_client import RasaMessage

_PLACE = re.compile(r"\{(\w+)\}")
RESPONSES = Path(__file__).resolve().parents[2] / "bot" / "domain" / "responses.yml"


class Responses:
    """The same texts, buttons and statuses as Rasa says them, for turns without Rasa."""

    def __init__(self, path: Path = RESPONSES) -> None:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
        self._responses = {name: variants[0] for name, variants in raw.items()}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._responses)

    def message(self, name: str, /, **values: str) -> RasaMessage:
        """Raises KeyError when the file has no such response."""
        response = self._responses[name]
        # In one pass: a value may itself hold "{name}", for a citizen may type that.
        text = _PLACE.sub(lambda place: values.get(place[1], place[0]), response["text"])
        buttons = tuple(_plain(button) for button in response.get("buttons", ()))
        return RasaMessage(text, buttons, {}, response["metadata"]["status"])


def _plain(button: dict[str, str]) -> dict[str, str]:
    """Braces are doubled in the file: Rasa takes single ones for places to fill."""
    payload = button["payload"].replace("{{", "{").replace("}}", "}")
    return {**button, "payload": payload}
