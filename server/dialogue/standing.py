"""Owns where a conversation stands between turns, beside what Rasa keeps of it."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from server.dialogue.composition import TALK_TO_HUMAN, ComposedTurn

Draft = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """`draft` is a ticket begun without Rasa; `in_form`: Rasa's own ticket form is running, and
    `fields` are what it has collected, so that it can be gone on with when Rasa dies.

    `person_offered`: a bare yes takes the offer of a person that Rasa does not know of. `stop_due`:
    Rasa may be in a form that was left without it, so it is told to stop before it goes on.
    """

    draft: Draft | None = None
    in_form: bool = False
    person_offered: bool = False
    stop_due: bool = False
    fields: Draft | None = None

    @property
    def form(self) -> Draft | None:
        """What the form that is running has collected, as far as it is known; None: none runs."""
        if self.draft is not None:
            return self.draft
        return (self.fields or {}) if self.in_form else None

    @classmethod
    def of(cls, kept: dict[str, Any] | None) -> "Standing":
        return cls(**(kept or {}))

    def kept(self) -> dict[str, Any] | None:
        """As it is stored: None where there is nothing to keep."""
        return None if self == Standing() else asdict(self)

    def offering(self, turn: ComposedTurn) -> "Standing":
        """After a turn that Rasa did not take. Inside a form a yes is the form's."""
        offers = any(
            TALK_TO_HUMAN["payload"] == choice["payload"]
            for message in turn.messages
            for choice in message.get("choices", ())
        )
        is_outside = self.draft is None and not self.in_form
        return replace(self, person_offered=offers and is_outside)
