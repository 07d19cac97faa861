"""Owns copying a database while it is in use, and putting a copy back: SQLite and PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, make_url


class CannotCopy(RuntimeError):
    """The message says why, and what to do."""


def kind_of(address: str) -> str:
    """ "sqlite" or "postgresql"."""
    return make_url(address).get_backend_name()


def copy(address: str, to: Path) -> bool:
    """As it is at one moment, writers going on. False where there is no database yet."""
    url = make_url(address)
    if kind_of(address) == "postgresql":
        _postgres(url, "pg_dump", "--format=custom", f"--file={to}")
        return True
    source = Path(url.database or "")
    if not source.is_file():
        return False
    try:
        with (
            closing(sqlite3.connect(source, timeout=30)) as live,
            closing(sqlite3.connect(to)) as kept,
        ):
            live.backup(kept)
        check(to)
    except sqlite3.Error as error:
        raise CannotCopy(f"{source} cannot be read: {error}") from error
    return True


def check(path: Path) -> None:
    """Raises CannotCopy where an SQLite file is damaged or a row names one that is not there."""
    with closing(sqlite3.connect(path)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
            raise CannotCopy(f"the database is damaged: {verdict}")


def is_filled(address: str) -> bool:
    """Whether there is something that a restore would overwrite."""
    url = make_url(address)
    if kind_of(address) == "sqlite":
        return Path(url.database or "").exists()
    query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    return _postgres(url, "psql", "--tuples-only", "--no-align", "--command", query).strip() != "0"


def put_back(copied: Path, address: str) -> None:
    """Replaces what is there, as a whole or not at all."""
    url = make_url(address)
    if kind_of(address) == "postgresql":
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
        _postgres(url, "pg_restore", *options, "--exit-on-error", str(copied))
        return
    target = Path(url.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.restoring")
    shutil.copy(copied, fresh)
    for left in (target.with_name(f"{target.name}-wal"), target.with_name(f"{target.name}-shm")):
        left.unlink(missing_ok=True)
    fresh.replace(target)


def _postgres(url: URL, tool: str, *options: str) -> str:
    """Its output. The password goes by the environment: arguments are seen by all."""
    program = shutil.which(tool)
    if program is None:
        raise CannotCopy(f"{tool} is missing: apt-get install postgresql-client")
    mode = url.query.get("ssl")
    plain = url.set(drivername="postgresql", password=None).difference_update_query(["ssl"])
    if mode:
        plain = plain.update_query_dict({"sslmode": mode})
    where = ("--dbname", plain.render_as_string())
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(
        [program, *where, "--no-password", *options],
        env={**os.environ, **password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotCopy(f"{tool} failed: {done.stderr.strip()}")
    return done.stdout
