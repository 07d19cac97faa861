"""Owns the section `turns`: the whole path through the public API, ours beside stock Rasa."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from tests.benchmarks.load import stock
from tests.benchmarks.load.driving import TURNS_A_CONVERSATION, Driver
from tests.benchmarks.load.encoding import Encoding, encoding_ms
from tests.benchmarks.load.level import Level
from tests.benchmarks.load.questions import held_out
from tests.benchmarks.load.systems import OURS, STOCK, ours, stock_rasa
from tests.benchmarks.results import Cell, Line, Plot, Ratio, Section, Table
from tests.benchmarks.setup import Setup

AGAIN_AT = 8


@dataclass(frozen=True)
class Extent:
    """How much is measured: seconds of each level, levels of each system, texts encoded."""

    seconds: float
    warm_up_seconds: float
    ours: tuple[int, ...]
    stock: tuple[int, ...]
    encoded: int


FULL = Extent(20.0, 3.0, (1, 4, 8, 16, 32), (1, 4, 8, 16, 32), 200)
QUICK = Extent(2.0, 1.0, (1, 8, 16), (AGAIN_AT,), 50)
QUICK_WITHOUT_STOCK = Extent(2.0, 1.0, (1, 8, 16), (), 50)


@dataclass(frozen=True)
class Measured:
    """Levels by their number of conversations. `again` is ours once more, after stock Rasa: what
    differs is the machine.
    """

    encoding: Encoding
    ours: Mapping[int, Level]
    stock: Mapping[int, Level]
    again: Level | None
    asked: int

    def systems(self) -> list[tuple[str, Level]]:
        rows = [(OURS, level) for level in self.ours.values()]
        rows += [(STOCK, level) for level in self.stock.values()]
        return rows + ([(f"{OURS}, again", self.again)] if self.again else [])


def measure(setup: Setup) -> Section:
    """Raises LoadFailed when a turn of either system fails."""
    extent = FULL
    if setup.is_quick:
        extent = QUICK if stock.kept_model().exists() else QUICK_WITHOUT_STOCK
    return section(_measured(setup, extent), extent)


def _measured(setup: Setup, extent: Extent) -> Measured:
    model = stock.trained_model(setup.say) if extent.stock else None
    setup.say("encoding questions alone")
    encoding = encoding_ms(setup.folder, extent.encoded)
    driver = Driver(setup.folder, extent.seconds, extent.warm_up_seconds, setup.say)
    with ours(setup.folder / "ours", setup.say) as running:
        of_ours = {count: driver.drive(running, count) for count in extent.ours}
    of_stock: dict[int, Level] = {}
    again = None
    if model is not None:
        with stock_rasa(setup.folder / "stock", model, setup.say) as running:
            of_stock = {count: driver.drive(running, count) for count in extent.stock}
        if not setup.is_quick:
            with ours(setup.folder / "again", setup.say) as running:
                again = driver.drive(running, AGAIN_AT)
    return Measured(encoding, of_ours, of_stock, again, driver.asked)


def section(measured: Measured, extent: Extent) -> Section:
    notes = [_asked(measured.asked)]
    if not measured.stock:
        notes.append("Stock Rasa was left out: its model is trained in a full run.")
    return Section(
        "turns",
        "Turns through the public API",
        _about(extent),
        tuple(_ratios(measured)),
        (_turns(measured), _fairness(measured), _cpu(measured), _statuses(measured)),
        _plots(measured),
        tuple(notes),
    )


def _about(extent: Extent) -> str:
    return (
        "Locust (FastHttpUser) as so many visitors at once, who ask one held-out question after "
        f"the other without a pause, in a new conversation every {TURNS_A_CONVERSATION} turns; "
        f"{extent.warm_up_seconds:g} s of warm-up, then {extent.seconds:g} s a level. Times are of "
        "whole turns as the visitor sees them. A failed or degraded turn ends the run. Server, "
        "Rasa and load tool share this machine; only one of both systems runs at a time. CPU is "
        f"of the same seconds, by psutil. Encoding alone is the median of {extent.encoded} of the "
        f"same questions one by one, in a process like the server's. {stock.ABOUT}"
    )


def _asked(number: int) -> str:
    known = len(held_out())
    return (
        f"{number} questions were asked, none of them twice: the {known} held-out ones, then the "
        "same with letters in each other's place, so that no cache makes a turn cheap."
    )


def _ratios(measured: Measured) -> list[Ratio]:
    """Those whose levels were measured."""
    ours_, stock_ = measured.ours, measured.stock
    found = []
    if 8 in ours_ and 8 in stock_:
        rates = [level.rate for level in (ours_[8], measured.again) if level]
        times = statistics.mean(rates) / stock_[8].rate
        found.append(Ratio("turns/s at 8", times, "ours ÷ stock Rasa", at_least=6))
    if 1 in ours_:
        found += _beside_encoding(ours_[1].percentile(50), measured.encoding)
    if {1, 16} <= ours_.keys():
        found += _under_load(ours_[1], ours_[16])
    if 1 in ours_ and 1 in stock_:
        ratio = ours_[1].percentile(50) / stock_[1].percentile(50)
        found.append(Ratio("p50 at 1, beside stock", ratio, "ours ÷ stock Rasa"))
    if 16 in ours_ and 16 in stock_:
        ratio = ours_[16].percentile(95) / stock_[16].percentile(95)
        found.append(Ratio("p95 at 16, beside stock", ratio, "ours ÷ stock Rasa"))
    if 8 in ours_ and 8 in stock_:
        ratio = ours_[8].cpu_ms("Rasa") / stock_[8].cpu_ms("Rasa")
        found.append(Ratio("CPU of Rasa a turn at 8", ratio, "ours ÷ stock Rasa"))
    if measured.again:
        ratio = measured.again.rate / ours_[AGAIN_AT].rate
        of = "ours after stock Rasa ÷ ours before: the drift of the machine"
        found.append(Ratio(f"turns/s at {AGAIN_AT}, again", ratio, of))
    return found


def _beside_encoding(p50: float, encoding: Encoding) -> list[Ratio]:
    """The goal holds for both; a quicker encoding makes the first harder to reach."""
    served, weights = (
        "a turn ÷ encoding its question alone, as served",
        "÷ by sentence-transformers",
    )
    return [
        Ratio("p50 at 1", p50 / encoding.exported, served, at_most=3),
        Ratio("p50 at 1, beside the weights", p50 / encoding.weights, weights, at_most=3),
    ]


def _under_load(one: Level, sixteen: Level) -> list[Ratio]:
    """No visitor gets less than half of another's turns: a goal of our own."""
    p95 = sixteen.percentile(95) / one.percentile(50)
    longest = sixteen.longest / sixteen.percentile(50)
    fewest = "turns of the visitor who got fewest ÷ most (goal our own)"
    return [
        Ratio("p95 at 16", p95, "p95 at 16 ÷ p50 at 1, ours", at_most=12),
        Ratio("fairness at 16", sixteen.fairness, fewest, at_least=0.5),
        Ratio("longest wait at 16", longest, "the longest turn ÷ the median turn, ours"),
    ]


def _turns(measured: Measured) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for system, level in measured.systems():
        times = (level.percentile(percent) for percent in (50, 95, 99, 100))
        rows.append((system, level.visitors, len(level.turns), level.rate, *times))
    encoding = measured.encoding
    rows.append(("encoding alone", None, None, None, encoding.exported, None, None, None))
    rows.append(("by sentence-transformers", None, None, None, encoding.weights, None, None, None))
    columns = ("system", "at once", "turns", "turns/s", "p50, ms", "p95, ms", "p99, ms")
    return Table("Turns", (*columns, "longest, ms"), tuple(rows))


def _fairness(measured: Measured) -> Table:
    rows = [
        (
            *(system, level.visitors, level.turns_each[0], level.turns_each[-1]),
            *(level.fairness, level.longest / level.percentile(50)),
        )
        for system, level in measured.systems()
        if level.visitors > 1
    ]
    columns = ("system", "at once", "fewest turns", "most turns", "fewest ÷ most")
    return Table("Turns of each visitor", (*columns, "longest ÷ median wait"), tuple(rows))


def _cpu(measured: Measured) -> Table:
    rows = [
        (system, process, level.visitors, level.cpu_ms(process))
        for system, level in measured.systems()
        for process in level.cpu
    ]
    return Table("CPU a turn, ms", ("system", "process", "at once", "CPU a turn, ms"), tuple(rows))


def _statuses(measured: Measured) -> Table:
    """Both systems should do the same work."""
    found = [(system, level, level.statuses()) for system, level in measured.systems()]
    names = sorted({name for *_, shares in found for name in shares})
    rows: list[tuple[Cell, ...]] = [
        (system, level.visitors, *(shares.get(name, 0.0) for name in names))
        for system, level, shares in found
    ]
    return Table("Statuses of the turns, %", ("system", "at once", *names), tuple(rows))


def _plots(measured: Measured) -> tuple[Plot, ...]:
    systems = [(OURS, measured.ours), (STOCK, measured.stock)]
    known = [(name, levels) for name, levels in systems if levels]
    rates = tuple(
        Line(name, tuple((at, level.rate) for at, level in levels.items()))
        for name, levels in known
    )
    times = tuple(
        Line(
            f"{name}, p{percent}",
            tuple((at, level.percentile(percent)) for at, level in levels.items()),
        )
        for name, levels in known
        for percent in (50, 95, 99)
    )
    at_once = "conversations at once"
    return (
        Plot("Throughput", at_once, "turns/s", rates, log_x=True),
        Plot("Time of a turn", at_once, "ms", times, log_x=True, log_y=True),
    )
