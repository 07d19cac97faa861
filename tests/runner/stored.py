"""Owns what is kept of a conversation under `var`: rows of databases, logs and other files."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

# Content and what is built of it: nothing a citizen types goes there.
_BUILT = ("knowledge", "index", "models", "tmp", "run")


class Kept:
    """All that came since it was made, when the conversation began, and every row that names the
    conversation. No other may go on at the same time.
    """

    def __init__(self, var: Path) -> None:
        self._var = var
        self._newest = {path: _newest_rows(path) for path in _databases(var)}
        self._sizes = {path: path.stat().st_size for path in _files(var)}

    def of(self, conversation_id: str) -> Mapping[str, str]:
        """Texts by the place they are kept at; what is encrypted stays so."""
        kept = dict(self._files())
        for path in _databases(self._var):
            newest = self._newest.get(path, {})
            for table, row, text in _rows(path, newest, conversation_id):
                kept[f"{path.name}, {table}, row {row}"] = text
        return kept

    def _files(self) -> Iterator[tuple[str, str]]:
        """Of a log only what was added; of a file that became shorter, all."""
        for path in _files(self._var):
            written = path.read_bytes()
            before = self._sizes.get(path, 0)
            added = written[before if before <= len(written) else 0 :]
            if added:
                yield str(path.relative_to(self._var)), added.decode("utf-8", "replace")


def _databases(var: Path) -> list[Path]:
    return sorted(var.glob("*.db"))


def _files(var: Path) -> Iterator[Path]:
    for top in sorted(var.iterdir()):
        if top.name in _BUILT or ".db" in top.name:
            continue
        yield from (each for each in sorted([top, *top.rglob("*")]) if each.is_file())


def _newest_rows(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path, timeout=30)) as database:
        return {
            table: database.execute(f'SELECT max(rowid) FROM "{table}"').fetchone()[0] or 0  # noqa: S608
            for table in _tables(database)
        }


def _tables(database: sqlite3.Connection) -> list[str]:
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [name for (name,) in found]


def _rows(
    path: Path, newest: Mapping[str, int], conversation_id: str
) -> Iterator[tuple[str, int, str]]:
    """Table, number and text of each row that is newer, or of the conversation."""
    with closing(sqlite3.connect(path, timeout=30)) as database:
        for table in _tables(database):
            for number, *values in database.execute(f'SELECT rowid, * FROM "{table}"'):  # noqa: S608
                if number > newest.get(table, 0) or conversation_id in values:
                    yield table, number, "\n".join(_text(each) for each in values)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
