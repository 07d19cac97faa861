"""Owns the file of a backup: a ZIP archive with a checksum for each of its parts."""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
FORMAT = 1
_PIECE = 1 << 20


class BackupFaulty(RuntimeError):
    """The file is no backup, or damaged; the message says what is."""


def write(path: Path, parts: Mapping[str, Path], about: Mapping[str, Any]) -> None:
    """In one step: a file of that name is whole. For its owner alone."""
    fresh = path.with_name(f"{path.name}.part")
    sums = {name: _digest(file) for name, file in parts.items()}
    manifest = {"format": FORMAT, **about, "parts": sums}
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
                for name, part in parts.items():
                    archive.write(part, name)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> dict[str, Any]:
    """All parts into an empty folder, checked; the manifest. Raises BackupFaulty or OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            if manifest["format"] != FORMAT:
                raise BackupFaulty(f"{path} has a format of another version")
            for name, digest in manifest["parts"].items():
                _unpack_part(archive, name, digest, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError) as error:
        raise BackupFaulty(f"{path} is damaged, or no backup ({type(error).__name__})") from error
    return manifest


def _unpack_part(archive: zipfile.ZipFile, name: str, digest: str, folder: Path) -> None:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise BackupFaulty(f"{name} does not belong into a backup")
    archive.extract(name, folder)
    if _digest(target) != digest:
        raise BackupFaulty(f"{name} in the backup is damaged: its checksum differs")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
