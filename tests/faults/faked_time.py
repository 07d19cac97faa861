"""Owns the clock of a server process that a test sets while the process runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

LIBRARIES = ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib")
NAME = "faketime/libfaketimeMT.so.1"


class FakedTime:
    """Times that only go on stay right, as they do where the clock of a machine is set."""

    def __init__(self, file: Path, library: Path) -> None:
        self._file = file
        self.set(0)
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def set(self, hours: float) -> None:
        """From now on the clock is so many hours fast."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{hours * 3600:+.0f}\n", encoding="ascii")
        os.replace(fresh, self._file)


@contextmanager
def faked_time(folder: Path) -> Iterator[FakedTime]:
    """Skips where there is no libfaketime."""
    found = next((p for p in (Path(each) / NAME for each in LIBRARIES) if p.exists()), None)
    if found is None:
        pytest.skip("there is no libfaketime: apt-get install libfaketime")
    yield FakedTime(folder / "clock", found)
