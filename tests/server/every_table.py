"""Owns rows for tests that need some in every table: made of the tables' own description."""

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa

from server.contact.encrypted import EncryptedJson
from server.tables import Base

ROWS = 3
KNOWN = frozenset(Base.metadata.tables)
MOMENT = dt.datetime(2026, 11, 23, 12, 30, 15, 123456, tzinfo=dt.UTC)
Snapshot = dict[str, list[dict[str, Any]]]


def fill(connection: sa.Connection) -> None:
    """So many rows in each table; those that name another name the one of the same place."""
    for table in Base.metadata.sorted_tables:
        for number in range(1, ROWS + 1):
            values = {column.name: _value(column, number) for column in table.columns}
            connection.execute(table.insert().values(**values))


def _value(column: sa.Column[Any], number: int) -> Any:
    for key in column.foreign_keys:
        return _value(key.column, number)
    if isinstance(column.type, EncryptedJson):
        return {"name": f"Ana {number}"}
    if isinstance(column.type, sa.JSON):
        return {f"{column.name} {number}": [number, None, "é"]}
    type_ = column.type
    kind = (type_.impl_instance if isinstance(type_, sa.TypeDecorator) else type_).python_type
    if kind is dt.datetime:
        return MOMENT + dt.timedelta(days=number)
    if kind is str:
        # Short enough for every column, and different where it must be.
        return f"{column.name[:6]}{number}"
    return {bool: number % 2 == 0, float: number / 4, int: number}[kind]


def snapshot(connection: sa.Connection, *, is_head: bool) -> Snapshot:
    """All rows of all tables that are there; contacts as the server of that version reads them."""
    found = sa.MetaData()
    found.reflect(connection)
    tables = Base.metadata.tables if is_head else found.tables
    return {name: _rows(connection, tables[name]) for name in found.tables if name in KNOWN}


def _rows(connection: sa.Connection, table: sa.Table) -> list[dict[str, Any]]:
    query = sa.select(table).order_by(*table.primary_key.columns)
    return [
        {name: _plain(value) for name, value in row.items()}
        for row in connection.execute(query).mappings()
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat()
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value
