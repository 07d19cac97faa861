"""Owns the check of the disk: whether there is space left under a folder, and writing works."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryFile
from typing import Literal

Disk = Literal["up", "low", "down"]
# As much as a ticket with a long chat: a disk may take a byte and nothing of any use.
TRIED_BYTES = 64 * 1024
_MB = 1024 * 1024


def disk_of(folder: Path, least_free_mb: int) -> Disk:
    """`low`: all goes on, and somebody should make room. `down`: nothing can be written."""
    try:
        with TemporaryFile(dir=folder, prefix=".readyz-") as file:
            file.write(bytes(TRIED_BYTES))
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(folder).free
    except OSError:
        return "down"
    return "up" if free >= least_free_mb * _MB else "low"
