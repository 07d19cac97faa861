"""Owns the section `long`: what a turn costs as a conversation goes on, ours beside stock Rasa."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.benchmarks.load import stock
from tests.benchmarks.load.chat import Chat
from tests.benchmarks.load.questions import endless, held_out
from tests.benchmarks.load.systems import OURS, STOCK, Running, ours, stock_rasa
from tests.benchmarks.results import Cell, Line, Plot, Ratio, Section, Table
from tests.benchmarks.setup import Setup

TURNS = 210
# By number, from 1.
EARLY = range(2, 12)
LATE = range(191, 211)
BIN = 10
WARM_UP = 20
CONVERSATIONS = 3
ABOUT = (
    f"Conversations of {TURNS} turns, one after another, through the public API: {{ours}} of ours, "
    f"{{stock}} of stock Rasa, after {WARM_UP} turns of warm-up in another. From turn {LATE[0]} "
    "on, each is followed by a turn of a young conversation, whose turns "
    f"{EARLY[0]} to {EARLY[-1]} are compared with them, so that the machine does not decide; "
    "each is as often the first. No question is asked twice, and a ticket form is left at once. "
)


@dataclass(frozen=True)
class Long:
    """Milliseconds of each turn: of each long conversation, in order, and of the young ones."""

    system: str
    conversations: tuple[tuple[float, ...], ...]
    young: tuple[float, ...]

    def median(self, numbers: Sequence[int]) -> float:
        """Of the turns with these numbers, of all long conversations."""
        return statistics.median(each[at - 1] for each in self.conversations for at in numbers)

    @property
    def growth(self) -> float:
        return self.median(LATE) / statistics.median(self.young)

    def bins(self) -> list[tuple[range, float]]:
        """Numbers of turns, and the median of these."""
        spans = [range(at, at + BIN) for at in range(1, TURNS + 1, BIN)]
        return [(span, self.median(span)) for span in spans]


def measure(setup: Setup) -> Section:
    """Raises LoadFailed when a turn fails. A quick run leaves stock Rasa out."""
    found = []
    model = None if setup.is_quick else stock.trained_model(setup.say)
    with ours(setup.folder / "ours", setup.say) as running:
        found.append(_long(running, setup, 1 if setup.is_quick else CONVERSATIONS))
    if model is not None:
        with stock_rasa(setup.folder / "stock", model, setup.say) as running:
            found.append(_long(running, setup, 1))
    return section(found)


def section(found: Sequence[Long]) -> Section:
    """Ours first, then stock Rasa where it was measured."""
    of = (
        f"median of turns {LATE[0]} to {LATE[-1]} ÷ median of turns {EARLY[0]} to {EARLY[-1]} "
        "of conversations beside it"
    )
    ratios = [Ratio("turn 200 ÷ turn 2", found[0].growth, of, at_most=1.5)]
    ratios += [Ratio(f"turn 200 ÷ turn 2, {each.system}", each.growth, of) for each in found[1:]]
    counts = {each.system: len(each.conversations) for each in found}
    lines = tuple(
        Line(each.system, tuple((float(span[-1]), ms) for span, ms in each.bins()))
        for each in found
    )
    rows: list[tuple[Cell, ...]] = [
        (f"{span[0]} to {span[-1]}", *(each.median(span) for each in found))
        for span, _ in found[0].bins()
    ]
    young = f"{EARLY[0]} to {EARLY[-1]} of young ones beside the last {len(LATE)}"
    rows.append((young, *(statistics.median(each.young) for each in found)))
    columns = ("turns", *(f"{each.system}, ms" for each in found))
    return Section(
        "long",
        "Long conversations",
        ABOUT.format(ours=counts[OURS], stock=counts.get(STOCK, 0)) + stock.ABOUT,
        tuple(ratios),
        (Table("Median of a turn by its number", columns, tuple(rows)),),
        (Plot("Time of a turn by its number", f"turn (medians of {BIN})", "ms", lines),),
    )


def _long(running: Running, setup: Setup, conversations: int) -> Long:
    # Of both alike, drawn from all: one asked again is cheap, be it in another form.
    compared, others = iter(held_out()), endless(held_out()[2 * CONVERSATIONS * len(LATE) :])
    with Chat(running) as chat:
        for _ in range(WARM_UP):
            chat.ask(next(others))
    times, young = [], []
    for _ in range(conversations):
        setup.say(f"{running.name}: a conversation of {TURNS} turns")
        with Chat(running) as chat:
            first = [chat.ask(next(others)) for _ in range(1, LATE[0])]
            late, early = _beside(running, chat, compared, others)
        times.append((*first, *late))
        young += early
    return Long(running.name, tuple(times), tuple(young))


def _beside(
    running: Running, old: Chat, compared: Iterator[str], others: Iterator[str]
) -> tuple[list[float], list[float]]:
    """Milliseconds of the old conversation's turns and of the young ones', in turn."""
    late, early = [], []
    for _ in range(0, len(LATE), len(EARLY)):
        with Chat(running) as young:
            young.ask(next(others))
            for number in EARLY:
                if number % 2:
                    late.append(old.ask(next(compared)))
                early.append(young.ask(next(compared)))
                if not number % 2:
                    late.append(old.ask(next(compared)))
    return late, early
