"""Owns importing a package without what it would bring along and we do not use."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hidden(*names: str) -> Iterator[None]:
    """Meanwhile the packages of these names are as if not installed, unless already imported.

    spaCy and Presidio import torch where there is one: 3 s and 270 MiB, for models that are not
    ours.
    """
    absent = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None: not to be had
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
