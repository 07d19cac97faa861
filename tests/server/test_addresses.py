"""Tests of the addresses of databases: what people may give, and what the drivers get."""

import pytest

from server.addresses import driven_address


@pytest.mark.parametrize(
    ("given", "driven"),
    [
        pytest.param("postgres://a@db/x", "postgresql+asyncpg://a@db/x", id="postgres"),
        pytest.param("postgresql://a@db:5/x", "postgresql+asyncpg://a@db:5/x", id="postgresql"),
        pytest.param(
            "postgresql+asyncpg://a:50%25@db/x",
            "postgresql+asyncpg://a:50%25@db/x",
            id="driver-and-password",
        ),
        pytest.param(
            "postgresql://a@db/x?sslmode=verify-full&application_name=b",
            "postgresql+asyncpg://a@db/x?application_name=b&ssl=verify-full",
            id="sslmode",
        ),
        pytest.param("sqlite:////srv/a.db", "sqlite+aiosqlite:////srv/a.db", id="sqlite"),
    ],
)
def test_an_address_gets_the_driver_we_have(given: str, driven: str) -> None:
    assert driven_address(given) == driven


@pytest.mark.parametrize("given", ["mysql://a@db/x", "postgresql+psycopg2://a:secret@db/x", "db"])
def test_another_address_is_told_what_it_may_be(given: str) -> None:
    with pytest.raises(ValueError, match=r"postgresql://user:password@host/name") as raised:
        driven_address(given)
    assert "secret" not in str(raised.value)
