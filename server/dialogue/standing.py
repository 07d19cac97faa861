"""Owns where a conversation stands between turns, beside what Rasa keeps of it."""

from dataclasses import dataclass, replace
from typing import Any

from server.dialogue.composition import TALK_TO_HUMAN, ComposedTurn

Draft = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """`draft` is a ticket begun without Rasa; `in_form`: Rasa's own ticket form is running.

    `person_offered`: a bare yes takes the offer of a person that Rasa does not know of.
    """

    draft: Draft | None = None
    in_form: bool = False
    person_offered: bool = False

    @classmethod
    def of(cls, kept: dict[str, Any] | None) -> "Standing":
        return cls(**(kept or {}))

    def kept(self) -> dict[str, Any] | None:
        """As it is stored: None where there is nothing to keep."""
        fields = {"draft": self.draft, "in_form": self.in_form}
        offered = {"person_offered": self.person_offered}
        return None if self == Standing() else {**fields, **offered}

    def offering(self, turn: ComposedTurn) -> "Standing":
        """After a turn that Rasa did not take. Inside a form a yes is the form's."""
        offers = any(
            TALK_TO_HUMAN["payload"] == choice["payload"]
            for message in turn.messages
            for choice in message.get("choices", ())
        )
        is_outside = self.draft is None and not self.in_form
        return replace(self, person_offered=offers and is_outside)
