"""Owns the section `content`: what search, changes and memory cost as the content grows."""

import statistics
from collections.abc import Callable, Sequence

import numpy as np

from embeddings.encoder import DEFAULT_ENCODER
from embeddings.index import read_index
from embeddings.nearest import EXACT_UP_TO
from server.settings import ROOT
from tests.benchmarks.content.saving import CONVERSATIONS, Saved, saved
from tests.benchmarks.content.searching import KINDS, Searched, searched
from tests.benchmarks.results import Line, Plot, Ratio, Section, Table
from tests.benchmarks.setup import Setup

ABOUT = (
    "Vectors: a real one plus half the difference of two texts of one other entry, made of length "
    "1 again; 200 questions drawn in the same way. Each size in a process of its own. Search in "
    "one thread, one question after another, for as many hits as a turn looks at, to the list of "
    "hits in Python. Recall: how many of the ten nearest of all are among the ten found first. A "
    "rebuild is what ten changed vectors cost. Both kinds are measured at each size; the one in "
    "use is marked. From save to live: a server without Rasa, with a folder of the real content "
    "and variants of its entries (ten passages each, made-up vectors, weights of the classifier "
    f"not fitted), an entry saved while {CONVERSATIONS} conversations ask without a pause, until "
    "the new text is in an answer; the watching of the folder is in it."
)
SIZES, QUICK_SIZES = (300, 1_000, 10_000, 100_000, 1_000_000), (300, 10_000)
# Entries, edits, and the seconds an edit may take.
SAVES, QUICK_SAVES = ((300, 10, 1.0), (10_000, 5, 5.0)), ((300, 3, 1.0),)
LEAST_RECALL, MOST_GROWTH = 0.98, 20


def measure(setup: Setup) -> Section:
    found: list[Searched] = []
    for size in QUICK_SIZES if setup.is_quick else SIZES:
        setup.say(f"{size:,} vectors")
        found += searched(size, tuple(KINDS), setup.folder)
    real = read_index(ROOT / "var" / "index", DEFAULT_ENCODER)
    saves = []
    for entries, edits, most in QUICK_SAVES if setup.is_quick else SAVES:
        setup.say(f"from save to live, {entries:,} entries")
        saves.append((saved(real, setup.folder / str(entries), entries, edits), most))
    return section_of(found, saves)


def section_of(found: Sequence[Searched], saves: Sequence[tuple[Saved, float]]) -> Section:
    """`saves` come with the seconds each may take."""
    return Section(
        "content",
        "Growth of content",
        ABOUT,
        ratios=(*_growth(found), *_recalls(found), *(_save(each, most) for each, most in saves)),
        tables=(_searches(found), _saves(saves)),
        plots=_plots(found),
        notes=(f"Search is exact up to {EXACT_UP_TO:,} vectors, by lists beyond.",),
    )


def _growth(found: Sequence[Searched]) -> list[Ratio]:
    chosen = {each.size: each.percentile(50) for each in found if each.is_chosen}
    if not {1_000, 1_000_000} <= set(chosen):
        return []
    return [
        Ratio(
            "Search at 1,000,000 vectors",
            chosen[1_000_000] / chosen[1_000],
            "p50 at 1,000,000 ÷ p50 at 1,000, each as it is searched there",
            at_most=MOST_GROWTH,
        )
    ]


def _recalls(found: Sequence[Searched]) -> list[Ratio]:
    return [
        Ratio(
            f"Recall at 10, {each.size:,} vectors",
            each.recall,
            "neighbours found by lists ÷ by exact search",
            at_least=LEAST_RECALL,
        )
        for each in found
        if each.is_chosen and each.kind != "exact"
    ]


def _save(each: Saved, most: float) -> Ratio:
    return Ratio(
        f"From save to live, {each.entries:,} entries",
        statistics.median(each.waits) / most,
        f"median seconds ÷ the {most:g} s it may take",
        at_most=1,
    )


def _searches(found: Sequence[Searched]) -> Table:
    return Table(
        "Search by number of vectors",
        (
            "vectors", "search", "in use", "build, s", "rebuild, s", "p50, ms", "p95, ms",
            "recall at 10", "stored, MiB", "resident, MiB",
        ),
        tuple(
            (
                each.size, each.kind, "yes" if each.is_chosen else "", each.build, each.rebuild,
                each.percentile(50) * 1000, each.percentile(95) * 1000, each.recall,
                each.stored / 2**20, each.resident / 2**20,
            )
            for each in found
        ),
    )  # fmt: skip


def _saves(saves: Sequence[tuple[Saved, float]]) -> Table:
    return Table(
        "From save to live",
        (
            "entries", "passages", "edits", "median, s", "worst, s", "goal, s", "turns meanwhile",
            "turn p50, s", "turn p95, s", "failed", "of two contents at once",
        ),
        tuple(
            (
                each.entries, each.passages, len(each.waits), statistics.median(each.waits),
                max(each.waits), most, len(each.turns), float(np.percentile(each.turns, 50)),
                float(np.percentile(each.turns, 95)), each.failed, each.mixed,
            )
            for each, most in saves
        ),
    )  # fmt: skip


def _plots(found: Sequence[Searched]) -> tuple[Plot, ...]:
    def plot(title: str, unit: str, value: Callable[[Searched], float]) -> Plot:
        lines = tuple(
            Line(kind, tuple((each.size, value(each)) for each in found if each.kind == kind))
            for kind in KINDS
        )
        return Plot(title, "vectors", unit, lines, log_x=True, log_y=True)

    return (
        plot("Time of a search", "p50, ms", lambda each: each.percentile(50) * 1000),
        plot("Time to build", "s", lambda each: each.build),
        plot("Time to change ten vectors", "s", lambda each: each.rebuild),
        plot("Size on the disk", "MiB", lambda each: each.stored / 2**20),
    )
