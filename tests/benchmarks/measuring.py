"""Owns running the benchmarks one after another; one that fails does not keep the others."""

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from rich.console import Console

from tests.benchmarks.results import Section
from tests.benchmarks.setup import Setup
from tests.benchmarks.terminal import show_section

Measure = Callable[[Setup], Section]
Failure = tuple[str, str]

# By name, in the order they run. `capacity` reads what the others found.
SECTIONS: Mapping[str, str] = {
    "turns": "tests.benchmarks.load.turns",
    "long": "tests.benchmarks.load.long",
    "stages": "tests.benchmarks.stages",
    "content": "tests.benchmarks.content.section",
    "start": "tests.benchmarks.start",
    "capacity": "tests.benchmarks.capacity",
}


def find(name: str) -> Measure:
    """Imported only when it is run: a section needs more than the others."""
    measure: Measure = import_module(SECTIONS[name]).measure
    return measure


def measure_all(
    names: Sequence[str],
    known: Mapping[str, Section],
    console: Console,
    *,
    is_quick: bool,
    find: Callable[[str], Measure] = find,
) -> tuple[tuple[Section, ...], tuple[Failure, ...]]:
    """What was found and what failed. `known` are sections of earlier runs."""
    found: dict[str, Section] = {}
    failures: list[Failure] = []
    for number, name in enumerate(names, 1):
        console.print(f"[bold]{name}[/] ({number} of {len(names)})")
        began = time.monotonic()
        try:
            with tempfile.TemporaryDirectory(prefix=f"benchmark-{name}-") as folder:
                setup = Setup(is_quick, Path(folder), _say(console), {**known, **found})
                found[name] = find(name)(setup)
        except Exception as error:
            failures.append((name, f"{type(error).__name__}: {error}"))
            console.print_exception(max_frames=8)
            continue
        show_section(console, found[name])
        console.print(f"{name}: {time.monotonic() - began:.0f} s", highlight=False)
    return tuple(found.values()), tuple(failures)


def _say(console: Console) -> Callable[[str], None]:
    return lambda text: console.print(f"  {text}", markup=False, highlight=False)
