"""Owns what is measured: each measure's name, exact definition and unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

# A count is a number in the period, a share is made of counts, a time of tickets; a state is how
# things stand now, whatever the period.
Kind = Literal["count", "share", "time", "state"]
ABANDONED_AFTER_MINUTES = 30
CAME_BACK_WITHIN_DAYS = 7
PERIOD_RULE = (
    "Days and months are those of the time zone of the settings. A figure of a period counts what "
    "happened in it; what followed, such as a rating or a return, counts for the turn it follows."
)
TOPIC_RULE = (
    "The topic of a turn is that of the entry given, else of the best candidate; out of scope has "
    "none. A person who joins comes under the topic last asked about, a ticket under its own."
)


@dataclass(frozen=True)
class Measure:
    """`unit` is what is counted, or how the value is told."""

    key: str
    label: str
    kind: Kind
    unit: str
    definition: str


@dataclass(frozen=True)
class Share:
    """The sum of `parts` divided by the sum of `wholes`, both keys of counts."""

    parts: tuple[str, ...]
    wholes: tuple[str, ...]


@dataclass(frozen=True)
class Quantile:
    """The smallest of the times in `times` which at least `share` of them do not exceed."""

    times: str
    share: float
    of: str  # the count of the tickets it is made of


OUTCOMES: tuple[str, ...] = ("answered", "choices", "unanswered", "out_of_scope")
ANSWERS = ("answered", "picked")
SHARES: Mapping[str, Share] = MappingProxyType(
    {
        "answered_share": Share(("answered",), ("asked",)),
        "helpful_share": Share(("helpful",), ("helpful", "unhelpful")),
        "came_back_share": Share(("came_back",), ANSWERS),
    }
)
QUANTILES: Mapping[str, Quantile] = MappingProxyType(
    {
        "first_reply_median": Quantile("first_reply", 0.5, "tickets_answered"),
        "first_reply_p90": Quantile("first_reply", 0.9, "tickets_answered"),
        "close_median": Quantile("close", 0.5, "tickets_closed"),
        "close_p90": Quantile("close", 0.9, "tickets_closed"),
    }
)

_QUESTIONS = (
    Measure(
        "asked",
        "Questions asked",
        "count",
        "turns",
        "Messages for which the content was searched and that were answered, offered choices, "
        "unanswered or out of scope. Choices taken, small talk and what fills the ticket form are "
        "no questions.",
    ),
    Measure("answered", "Answered", "count", "turns", "Questions that got an answer at once."),
    Measure(
        "choices", "Offered choices", "count", "turns", "Questions that got several to choose from."
    ),
    Measure(
        "unanswered",
        "Unanswered",
        "count",
        "turns",
        "Questions for which a person was offered: nothing fitted surely enough, or somebody's own "
        "account was asked about.",
    ),
    Measure(
        "out_of_scope",
        "Out of scope",
        "count",
        "turns",
        "Questions about something else, which were told where to turn.",
    ),
    Measure(
        "answered_share",
        "Share answered at once",
        "share",
        "percent",
        "Answered, divided by Questions asked.",
    ),
    Measure(
        "picked",
        "Answered by a choice",
        "count",
        "turns",
        "Answers given because one of the choices offered was taken. With Answered these are the "
        "answers given.",
    ),
)
_WORTH = (
    Measure(
        "helpful",
        "Said helpful",
        "count",
        "turns",
        "Answers given whose newest rating is that they helped, whenever it came.",
    ),
    Measure(
        "unhelpful",
        "Said not helpful",
        "count",
        "turns",
        "Answers given whose newest rating is that they did not help, whenever it came.",
    ),
    Measure(
        "helpful_share",
        "Share said helpful",
        "share",
        "percent",
        "Said helpful, divided by all answers that were rated.",
    ),
    Measure(
        "abandoned",
        "Abandoned",
        "count",
        "turns",
        "Turns that offered choices, were unanswered or left the ticket form open, after which "
        f"the chat had no message and nobody joined for {ABANDONED_AFTER_MINUTES} minutes. A chat "
        "taken up again later counts all the same.",
    ),
    Measure(
        "came_back",
        "Came back",
        "count",
        "turns",
        "Answers given after which the same chat asked a question on the same topic, more than "
        f"{ABANDONED_AFTER_MINUTES} minutes and at most {CAME_BACK_WITHIN_DAYS} days later. It "
        "sees the same chat alone: nobody is tracked, so who returns in a new chat is not counted.",
    ),
    Measure(
        "came_back_share",
        "Share that came back",
        "share",
        "percent",
        "Came back, divided by the answers given.",
    ),
)
_PEOPLE = (
    Measure(
        "handed_over",
        "Handed over",
        "count",
        "chats",
        "Chats in which a ticket was opened or a person joined, each counted once, under the first "
        "of these in the period.",
    ),
    Measure(
        "takeovers",
        "Takeovers",
        "count",
        "joins",
        "Times a person of staff joined a chat, those it was passed on to among them.",
    ),
    Measure("tickets_opened", "Tickets opened", "count", "tickets", "Tickets opened."),
    Measure(
        "tickets_answered",
        "Tickets answered by staff",
        "count",
        "tickets",
        "Tickets whose first reply by staff came in the period, whenever they were opened.",
    ),
    Measure(
        "tickets_closed",
        "Tickets closed",
        "count",
        "tickets",
        "Tickets closed in the period and not reopened since, whenever they were opened.",
    ),
)
_TIMES = (
    Measure(
        "first_reply_median",
        "Time to first reply, median",
        "time",
        "time",
        "Of Tickets answered by staff: half had their first reply at most this long after they "
        "were opened, nights and weekends included.",
    ),
    Measure(
        "first_reply_p90",
        "Time to first reply, 90th percentile",
        "time",
        "time",
        "Of Tickets answered by staff: nine in ten had their first reply at most this long after "
        "they were opened.",
    ),
    Measure(
        "close_median",
        "Time to close, median",
        "time",
        "time",
        "Of Tickets closed: half were closed at most this long after they were opened.",
    ),
    Measure(
        "close_p90",
        "Time to close, 90th percentile",
        "time",
        "time",
        "Of Tickets closed: nine in ten were closed at most this long after they were opened.",
    ),
    Measure(
        "open_now",
        "Open now",
        "state",
        "tickets",
        "Tickets that are new, open, waiting for the citizen or reopened at this moment.",
    ),
    Measure(
        "overdue_now",
        "Overdue now",
        "state",
        "tickets",
        "Tickets that are new, open or reopened at this moment and past the time their reply was "
        "promised for.",
    ),
)
_RUNNING = (
    Measure(
        "degraded",
        "Turns without Rasa",
        "count",
        "turns",
        "Turns of any kind served while the dialogue engine was away.",
    ),
    Measure(
        "failed",
        "Failed turns",
        "count",
        "turns",
        "Turns of any kind that ended in an error, or whose reply was never stored.",
    ),
)
GROUPS: Mapping[str, tuple[Measure, ...]] = MappingProxyType(
    {
        "Questions": _QUESTIONS,
        "What the answers were worth": _WORTH,
        "Handed to people": _PEOPLE,
        "How long people waited": _TIMES,
        "The service itself": _RUNNING,
    }
)
MEASURES: Mapping[str, Measure] = MappingProxyType(
    {measure.key: measure for group in GROUPS.values() for measure in group}
)
COUNTS: tuple[str, ...] = tuple(key for key, each in MEASURES.items() if each.kind == "count")
