"""Owns the list of what can be paused, with what a pause of it does."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.switches.service import ASSISTANT, PEOPLE, TICKETS, Pause, Paused, topic_switch

_WHOLE = (
    (
        ASSISTANT,
        "Automatic answers",
        "Nobody gets an answer; everybody is offered a person. The ticket form goes on.",
    ),
    (TICKETS, "New tickets", "No ticket is begun or sent. Those there are go on."),
    (PEOPLE, "People in chats", "Nobody of staff is called into a chat. Tickets go on."),
)


@dataclass(frozen=True)
class Row:
    """One thing that can be paused. `pause` is None while it is not."""

    name: str
    label: str
    effect: str
    pause: Pause | None


@dataclass(frozen=True)
class Listing:
    """What can be paused as a whole, and the topics by their public labels."""

    whole: tuple[Row, ...]
    topics: tuple[Row, ...]

    def names(self) -> set[str]:
        return {row.name for row in (*self.whole, *self.topics)}

    @property
    def paused(self) -> int:
        """How many are paused."""
        return sum(row.pause is not None for row in (*self.whole, *self.topics))


def listed(paused: Paused, topics: Mapping[str, str]) -> Listing:
    """A topic that is gone from the content is listed as long as it is paused."""
    whole = tuple(Row(*row, paused.switches.get(row[0])) for row in _WHOLE)
    labels = {topic_switch(topic): label for topic, label in topics.items()}
    known = labels.keys() | {row.name for row in whole}
    gone = {name: name for name in sorted(paused.switches.keys() - known)}
    return Listing(
        whole,
        tuple(
            Row(name, label, "", paused.switches.get(name))
            for name, label in (labels | gone).items()
        ),
    )
