"""Owns looking at an SQLite file before anything writes to it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url


def damage_of(url: str) -> str | None:
    """What to tell an operator of a damaged file, which is left as it is; None: it is whole.

    Reads the whole file: some seconds a gigabyte.
    """
    address = make_url(url)
    if not address.drivername.startswith("sqlite") or not address.database:
        return None
    path = Path(address.database)
    if not path.is_file() or path.stat().st_size == 0:  # made anew, or about to be
        return None
    try:
        # Read only: not even what a killed server left to be written is put into it.
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            (found,) = file.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_CANTOPEN")):
            return None
        found = str(error)
    if found == "ok":
        return None
    return (
        f"the database {path} is damaged ({found.splitlines()[0]}): nothing was written to it. "
        "Keep a copy, and run `python -m server restore` with your last backup"
    )
