"""Owns what each benchmark is given: how long it may take, where it may write, how to tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.results import Section


@dataclass(frozen=True)
class Setup:
    """`is_quick`: a few of everything, to see that it works; its figures say little.

    `folder` is empty and the benchmark's own; `say` shows one line of progress. `sections` are
    those already measured in this run, else those of the newest kept run of the same kind.
    """

    is_quick: bool
    folder: Path
    say: Callable[[str], None]
    sections: Mapping[str, Section] = field(default_factory=dict)
