"""Owns the section `long`: what a turn costs as a conversation goes on, ours beside stock Rasa."""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import httpx

from tests.benchmarks.load import stock
from tests.benchmarks.load.level import LoadFailed
from tests.benchmarks.load.questions import endless, held_out
from tests.benchmarks.load.systems import OURS, STOCK, Running, ours, stock_rasa
from tests.benchmarks.results import Cell, Line, Plot, Ratio, Section, Table
from tests.benchmarks.setup import Setup

TURNS = 220
# By number, from 1: the same questions are asked in both, so that they do not decide.
EARLY = range(2, 12)
LATE = range(195, 215)
BIN = 20
WARM_UP = 20
CONVERSATIONS = 3
TIMEOUT_SECONDS = 120.0
ABOUT = (
    f"Conversations of {TURNS} turns, one after another, through the public API: {{ours}} of ours, "
    f"{{stock}} of stock Rasa, after {WARM_UP} turns of warm-up in another. Turns {EARLY[0]} to "
    f"{EARLY[-1]} ask the same questions as turns {LATE[0]} to {LATE[-1]}, which have them twice, "
    "each time with other letters in each other's place so that none is repeated; the other turns "
    "ask other held-out questions. "
)


@dataclass(frozen=True)
class Long:
    """Milliseconds of each turn, in order, of each conversation with one system."""

    system: str
    conversations: tuple[tuple[float, ...], ...]

    def median(self, numbers: Sequence[int]) -> float:
        """Of the turns with these numbers, of all conversations."""
        return statistics.median(each[at - 1] for each in self.conversations for at in numbers)

    @property
    def growth(self) -> float:
        return self.median(LATE) / self.median(EARLY)

    def bins(self) -> list[tuple[range, float]]:
        """Numbers of turns, and the median of these."""
        spans = [range(at, at + BIN) for at in range(1, TURNS + 1, BIN)]
        return [(span, self.median(span)) for span in spans]


def measure(setup: Setup) -> Section:
    """Raises LoadFailed when a turn fails. A quick run leaves stock Rasa out."""
    found = []
    with ours(setup.folder / "ours", setup.say) as running:
        found.append(_long(running, setup, 1 if setup.is_quick else CONVERSATIONS))
    if not setup.is_quick:
        model = stock.trained_model(setup.say)
        with stock_rasa(setup.folder / "stock", model, setup.say) as running:
            found.append(_long(running, setup, 1))
    return section(found)


def section(found: Sequence[Long]) -> Section:
    """Ours first, then stock Rasa where it was measured."""
    of = f"median of turns {LATE[0]} to {LATE[-1]} ÷ of turns {EARLY[0]} to {EARLY[-1]}"
    ratios = [Ratio("turn 200 ÷ turn 2, ours", found[0].growth, of, at_most=1.5)]
    ratios += [Ratio(f"turn 200 ÷ turn 2, {each.system}", each.growth, of) for each in found[1:]]
    counts = {each.system: len(each.conversations) for each in found}
    lines = tuple(
        Line(each.system, tuple((float(turns[-1]), ms) for turns, ms in each.bins()))
        for each in found
    )
    rows: list[tuple[Cell, ...]] = [
        (f"{turns[0]} to {turns[-1]}", *(each.median(turns) for each in found))
        for turns, _ in found[0].bins()
    ]
    return Section(
        "long",
        "Long conversations",
        ABOUT.format(ours=counts[OURS], stock=counts.get(STOCK, 0)) + stock.ABOUT,
        tuple(ratios),
        (
            Table(
                "Median of a turn by its number",
                ("turns", *(f"{each.system}, ms" for each in found)),
                tuple(rows),
            ),
        ),
        (Plot("Time of a turn by its number", f"turn (medians of {BIN})", "ms", lines),),
    )


def _long(running: Running, setup: Setup, conversations: int) -> Long:
    held = held_out()
    compared = len(EARLY) * CONVERSATIONS
    others = endless(held[compared:])
    _converse(running, list(islice(others, WARM_UP)))
    times = []
    for number in range(conversations):
        setup.say(f"{running.name}: a conversation of {TURNS} turns")
        mine = held[number * len(EARLY) : (number + 1) * len(EARLY)]
        times.append(_converse(running, texts(endless(mine), others)))
    return Long(running.name, tuple(times))


def texts(compared: Iterator[str], others: Iterator[str]) -> list[str]:
    """The questions of a conversation by turn."""
    return [
        next(compared if number in EARLY or number in LATE else others)
        for number in range(1, TURNS + 1)
    ]


def _converse(running: Running, questions: Sequence[str]) -> tuple[float, ...]:
    """Milliseconds of each turn. Raises LoadFailed."""
    times = []
    with httpx.Client(base_url=running.url, timeout=TIMEOUT_SECONDS, trust_env=False) as http:
        try:
            started = http.post("/api/conversations", json={}).raise_for_status().json()
            headers = {"Authorization": f"Bearer {started['token']}"}
            path = f"/api/conversations/{started['conversation_id']}/messages"
            for number, text in enumerate(questions, 1):
                began = time.perf_counter()
                reply = http.post(path, json={"text": text}, headers=headers)
                times.append((time.perf_counter() - began) * 1000)
                turn = reply.raise_for_status().json()
                if turn["degraded"] or turn["status"] == "error":
                    raise LoadFailed(f"{running.name}: turn {number} was degraded or an error")
        except httpx.HTTPError as error:
            raise LoadFailed(f"{running.name}: turn {len(times) + 1} failed: {error}") from error
    return tuple(times)
