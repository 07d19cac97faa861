"""Owns the replacing of a folder: whole or not at all, by one process at a time."""

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def before(folder: Path) -> Path:
    """Where the folder stays that was replaced last."""
    return folder.with_name(f"{folder.name}.before")


@contextmanager
def replacing(folder: Path, is_whole: Callable[[Path], bool]) -> Iterator[Path]:
    """A new folder to fill, which takes the place of `folder` at the end.

    When it is not filled to the end, the old one stays. Whoever else replaces or reads it waits.
    The old one is kept as `before(folder)` when it is whole, and else thrown away.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _lock(folder).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        prefix = f".{folder.name}-"
        for left in folder.parent.glob(f"{prefix}*"):  # by one that was killed: we hold the lock
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
        fresh = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
        try:
            yield fresh
            fresh.chmod(0o755)  # others may read it; mkdtemp made it ours alone
            old = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
            if folder.exists():
                _put_aside(folder, before(folder) if is_whole(folder) else None, old)
            fresh.rename(folder)
            shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Waits while the folder is being replaced, and holds replacing off until the end."""
    try:
        lock = _lock(folder).open("r")
    except OSError:  # never replaced by us, or not ours to lock
        yield
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def _put_aside(folder: Path, kept: Path | None, old: Path) -> None:
    """To `kept`, or to `old`, which is thrown away."""
    if kept is None:
        folder.rename(old / folder.name)
        return
    if kept.exists():
        kept.rename(old / kept.name)
    folder.rename(kept)


def _lock(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.lock")
