"""Owns how values are compared and shown: typed, as YAML and JSON know types."""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def same(expected: Any, actual: Any) -> bool:
    """1 is not "1", true is not 1; 1 is 1.0, for JSON has one kind of number."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, int | float) and isinstance(actual, int | float):
        return expected == actual
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        keys = expected.keys() == actual.keys()
        return keys and all(same(value, actual[key]) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(actual, list):
        pairs = zip(expected, actual, strict=False)
        return len(expected) == len(actual) and all(same(*pair) for pair in pairs)
    return type(expected) is type(actual) and bool(expected == actual)


def shown(value: Any) -> str:
    """So that types are told apart: "1" and 1."""
    return json.dumps(value, ensure_ascii=False, default=str)


def listed(values: Sequence[str], none: str) -> str:
    """Parts of a sentence; `none` where there are no values."""
    return ", ".join(values) if values else none


def shortened(text: str, most: int = 200) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
