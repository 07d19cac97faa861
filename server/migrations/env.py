"""Owns how Alembic reaches the database."""

import asyncio

from alembic import context
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine

from server.contact import encrypted
from server.tables import Base

# Of servers that start at the same moment one migrates, the others wait and find it done.
# The number of the lock in PostgreSQL is ours alone by being unlikely.
_ONE_AT_A_TIME = {
    "postgresql": "SELECT pg_advisory_xact_lock(7012026112300)",
    "sqlite": "BEGIN IMMEDIATE",
}


def _run(connection: Connection) -> None:
    connection.exec_driver_sql(_ONE_AT_A_TIME[connection.dialect.name])
    # Batch mode: SQLite cannot alter most things in place.
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def _connect_and_run() -> None:
    url = context.config.get_main_option("sqlalchemy.url")
    if url is None:
        raise RuntimeError("sqlalchemy.url is not set")
    patience = {"timeout": 60}
    engine = create_async_engine(url, poolclass=pool.NullPool, connect_args=patience)
    encrypted.install(engine.sync_engine, context.config.attributes.get("contact_keys"))
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


asyncio.run(_connect_and_run())
