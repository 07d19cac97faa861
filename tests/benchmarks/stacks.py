"""Owns stacks as py-spy samples them, and what share of them each package has."""

import linecache
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from server.settings import ROOT

_FRAME = re.compile(r"(.*) \((.*?)(?::(\d+))?\)$")
# A thread that waits at such a line counts as busy to py-spy where the system hides its state.
_WAITS = re.compile(r"\.(?:get|wait|acquire|select|poll)\(")
_WAITING = {"threading", "queue", "selectors", "concurrent", "asyncio"}
_WAITERS = {"aiosqlite", "anyio", *(f"python: {name}" for name in _WAITING)}
_PACKAGE = re.compile(r"/site-packages/(\w+)")
_STANDARD = re.compile(r"/lib/python3\.\d+/(\w+)")
_OURS = re.compile(re.escape(f"{ROOT}/") + r"(\w+)")


@dataclass(frozen=True)
class Frame:
    """A function, and the package it is of: "sqlalchemy", "python: json", "ours: server"."""

    function: str
    package: str


@dataclass(frozen=True)
class Stack:
    """From the outermost function to the one that ran, seen in so many samples."""

    frames: tuple[Frame, ...]
    samples: int


@dataclass(frozen=True)
class Share:
    """In percent of all samples: of the package's own code, and with what it called."""

    package: str
    own: float
    below: float


def stacks_of(raw: str) -> list[Stack]:
    """Of `py-spy record --format raw --full-filenames`, without threads that wait."""
    found = []
    for line in raw.splitlines():
        text, _, count = line.rpartition(" ")
        if text and not is_waiting(text.rpartition(";")[2]):
            found.append(Stack(tuple(map(_frame, text.split(";"))), int(count)))
    return found


def shares(stacks: Sequence[Stack]) -> list[Share]:
    """Most of its own first."""
    total = sum(stack.samples for stack in stacks) or 1
    own, below = Counter[str](), Counter[str]()
    for stack in stacks:
        own[stack.frames[-1].package] += stack.samples
        for package in {frame.package for frame in stack.frames}:
            below[package] += stack.samples
    return [
        Share(package, own[package] / total * 100, count / total * 100)
        for package, count in sorted(below.items(), key=lambda item: (-own[item[0]], -item[1]))
    ]


def _frame(text: str) -> Frame:
    found = _FRAME.match(text)
    if found is None:
        return Frame(text, "other")
    return Frame(found[1], package_of(found[2]))


def is_waiting(innermost: str) -> bool:
    """By the line that runs, in the few packages whose threads wait for work."""
    found = _FRAME.match(innermost)
    if found is None or found[3] is None or package_of(found[2]) not in _WAITERS:
        return False
    return _WAITS.search(linecache.getline(found[2], int(found[3]))) is not None


def package_of(path: str) -> str:
    if installed := _PACKAGE.search(path):
        return installed[1]
    if standard := _STANDARD.search(path):
        return f"python: {standard[1]}"
    if ours := _OURS.match(path):
        return f"ours: {ours[1]}"
    return "other"
