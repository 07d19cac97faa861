"""Owns what the runner needs from an assistant under test."""

from collections.abc import Mapping
from typing import Any, Protocol

from tests.runner.cases import Act, StubbedAction
from tests.runner.seen import Seen


class NotPossible(Exception):
    """What a case asks for cannot be done with this assistant; the text says what could help."""


class Conversation(Protocol):
    """One conversation of one citizen."""

    def act(self, act: Act, keep_stored: bool = False) -> Seen:
        """Raises `NotPossible`. `stored` is read only with `keep_stored`: it takes long."""

    def close(self) -> None:
        """Leaves nothing behind that the next case would meet: a dead process, an open takeover."""


class Assistant(Protocol):
    """A fresh one that was started for the tests, or a running one by its address."""

    def converse(
        self,
        language: str,
        slots: Mapping[str, Any],
        stubs: Mapping[str, StubbedAction],
    ) -> Conversation:
        """Raises `NotPossible`: slots and stubs need an assistant that was started here."""
