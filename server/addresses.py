"""Owns the addresses of databases: as people give them, and as SQLAlchemy's drivers take them."""

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

_DRIVERS = {
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
}


def driven_address(given: str) -> str:
    """With the driver we have. Raises ValueError for another database, or none at all."""
    wanted = "the address of a database is postgresql://user:password@host/name or sqlite:///file"
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise ValueError(wanted) from error
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise ValueError(f"{wanted}; {url.drivername}:// is neither")
    # The name libpq has for it; asyncpg's is another.
    if mode := url.query.get("sslmode"):
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return url.set(drivername=driver).render_as_string(hide_password=False)


def is_sqlite(address: str) -> bool:
    return make_url(address).get_backend_name() == "sqlite"
