"""Owns the checksums of the files of a folder, kept in it as `sha256sum --check` reads them.

Needs only the standard library of Python 3.9: the set-up looks at them before it installs anything.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

FILE = "SHA256SUMS"


def write_checksums(folder: Path) -> None:
    """Of the files in it, not of those in folders below."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != FILE)
    lines = (f"{_checksum(path)}  {path.name}\n" for path in files)
    (folder / FILE).write_text("".join(lines), encoding="ascii")


def damaged_files(folder: Path) -> list[str]:
    """The names of the files that are not what was written. None where no checksums were kept."""
    try:
        lines = (folder / FILE).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:  # built before checksums were kept
        return []
    except (OSError, ValueError):
        return [FILE]
    kept = [line.partition("  ") for line in lines]
    if not kept or not all(name for _, _, name in kept):
        return [FILE]
    return [name for expected, _, name in kept if not _is(folder / name, expected)]


def _is(path: Path, expected: str) -> bool:
    try:
        return _checksum(path) == expected
    except (OSError, ValueError):
        return False


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
