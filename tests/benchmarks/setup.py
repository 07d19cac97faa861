"""Owns what each benchmark is given: how long it may take, where it may write, how to tell."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setup:
    """`is_quick`: a few of everything, to see that it works; its figures say little.

    `folder` is empty and the benchmark's own; `say` shows one line of progress.
    """

    is_quick: bool
    folder: Path
    say: Callable[[str], None]
