"""Owns what is done with the contact keys: checking them at the start, and their rotation."""

from collections.abc import Callable

from sqlalchemy import Column, MetaData, Table, Text, select, tuple_, type_coerce, update
from sqlalchemy.exc import IntegrityError

from server.contact.encrypted import EncryptedJson, EncryptedText, keys_at
from server.contact.keys import ContactKeyFaulty, ContactUnreadable
from server.contact.models import ContactCheck
from server.database import Base, Database, rows_changed

BATCH = 200
Progress = Callable[[str, int], None]


async def check_keys(database: Database) -> None:
    """Raises ContactKeyFaulty where they are not those of the data."""
    try:
        if await _written(database):
            return
        try:
            async with database.session() as session:
                session.add(ContactCheck(id=1, sealed="contact"))
        except IntegrityError:  # another server started at the same moment
            await _written(database)
    except ContactUnreadable:
        raise ContactKeyFaulty(
            "the contact keys do not open the contact details in the database: set "
            "ASSISTANT_CONTACT_KEYS to the keys they were written with, the newest first, "
            "or put back the file contact.key"
        ) from None


async def _written(database: Database) -> bool:
    async with database.session() as session:
        return await session.get(ContactCheck, 1) is not None


def encrypted_columns(metadata: MetaData = Base.metadata) -> list[tuple[Table, Column[object]]]:
    """All columns that are encrypted, by table."""
    return [
        (table, column)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, EncryptedText | EncryptedJson)
    ]


async def rotate(database: Database, progress: Progress = lambda name, done: None) -> int:
    """Encrypts anew what the newest key does not open; how many values that were.

    In small transactions, so that a server goes on beside it, and what is done when it is
    stopped stays done. A value that changes meanwhile was written with the newest key anyway.
    """
    total = 0
    for table, column in encrypted_columns():
        done = await _rotate_column(database, table, column)
        progress(f"{table.name}.{column.name}", done)
        total += done
    return total


async def _rotate_column(database: Database, table: Table, column: Column[object]) -> int:
    keys = keys_at(database.engine.dialect)
    key, stored = tuple_(*table.primary_key), type_coerce(column, Text)
    names = [each.name for each in table.primary_key]
    query = select(*table.primary_key, stored.label("stored")).where(column.is_not(None))
    last, done = None, 0
    while True:
        page = query if last is None else query.where(key > tuple_(*last))
        async with database.session() as session:
            rows = (await session.execute(page.order_by(*table.primary_key).limit(BATCH))).all()
            for row in rows:
                if keys.is_newest(row.stored):
                    continue
                mine = [table.c[name] == getattr(row, name) for name in names]
                fresh = keys.encrypt(keys.decrypt(row.stored))
                done += await rows_changed(
                    session,
                    update(table)
                    .where(*mine, stored == row.stored)
                    .values({column: type_coerce(fresh, Text)}),
                )
        if len(rows) < BATCH:
            return done
        last = tuple(rows[-1][:-1])
