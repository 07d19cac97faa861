"""Owns what importing takes, package by package, from Python's own account (-X importtime)."""

import re
from collections import defaultdict
from collections.abc import Iterable

_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


def seconds_by_package(lines: Iterable[str]) -> dict[str, float]:
    """Each package's own modules, without those they import in turn."""
    found: dict[str, float] = defaultdict(float)
    for line in lines:
        if told := _LINE.search(line):
            found[told[2].partition(".")[0]] += int(told[1]) / 1_000_000
    return dict(found)
