"""Tests of the commands on accounts, run as an operator runs them."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from server.__main__ import app
from server.audit.models import AuditRecord
from server.database import Database
from server.staff.accounts import Staff, StaffAccounts
from tests.server.running import PASSWORD, Stage

ADD = ("add", "ana", "--name", "Ana", "--role", "admin", "--password-stdin")


@pytest.fixture
def url(tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database the commands work on."""
    url = stage.new_database(tmp_path)
    monkeypatch.setenv("ASSISTANT_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "200")
    return url


def run(*words: str, typed: str = f"{PASSWORD}\n") -> Result:
    return CliRunner().invoke(app, ["staff", *words], input=typed)


def done(*words: str, typed: str = f"{PASSWORD}\n") -> str:
    result = run(*words, typed=typed)
    assert result.exit_code == 0, result.output
    return result.output


def signed_in(url: str, login: str = "ana", password: str = PASSWORD) -> str | None:
    """The token of a new session."""

    async def attempt() -> str | None:
        database = Database(url)
        try:
            return await StaffAccounts(database).sign_in(login, password)
        finally:
            await database.close()

    return asyncio.run(attempt())


def staff_of_session(url: str, token: str | None) -> Staff | None:
    async def look() -> Staff | None:
        database = Database(url)
        try:
            return await StaffAccounts(database).of_session(token or "")
        finally:
            await database.close()

    return asyncio.run(look())


def audited(url: str) -> list[tuple[str, str, str]]:
    async def read() -> list[tuple[str, str, str]]:
        database = Database(url)
        try:
            async with database.session() as session:
                rows = await session.scalars(select(AuditRecord).order_by(AuditRecord.id))
                return [(row.actor, row.action, row.subject) for row in rows]
        finally:
            await database.close()

    return asyncio.run(read())


def test_an_account_is_added_and_signs_in(url: str) -> None:
    assert "No account yet" in done("list")
    assert "Created the admin ana" in done(*ADD)
    assert staff_of_session(url, signed_in(url)) == Staff(1, "ana", "Ana", "admin")
    assert "admin" in done("list")
    assert audited(url)[0] == ("command", "create_account", "ana")


def test_an_account_without_password_cannot_sign_in(url: str) -> None:
    said = done("add", "ben", "--name", "Ben", "--role", "agent", "--without-password")
    assert "python -m server staff password ben" in said
    assert "no password" in done("list")
    assert signed_in(url, "ben", "") is None
    done("password", "ben", "--password-stdin")
    assert signed_in(url, "ben") is not None


@pytest.mark.parametrize(
    ("words", "typed", "status", "told"),
    [
        pytest.param(ADD, f"{PASSWORD}\n", 1, "an account with this login", id="login-taken"),
        pytest.param(("add", "b", *ADD[2:]), "short\n", 1, "at least 12", id="short-password"),
        pytest.param(("add", "b", *ADD[2:]), "aaaaaaaaaaaaaa\n", 1, "repeats", id="weak-password"),
        pytest.param(("add", "A b", *ADD[2:]), f"{PASSWORD}\n", 1, "A login has", id="odd-login"),
        pytest.param(("add", "system", *ADD[2:]), f"{PASSWORD}\n", 1, "none of", id="reserved"),
        pytest.param(
            ("add", "b", "--name", "B", "--role", "boss"), "", 2, "agent", id="unknown-role"
        ),
        pytest.param(
            ("add", "b", "--name", "B", "--role", "agent"), "", 2, "--password-stdin", id="no-tty"
        ),
        pytest.param((*ADD, "--without-password"), "", 2, "not both", id="both-ways"),
        pytest.param(("disable", "nobody"), "", 1, "staff list", id="unknown-login"),
        pytest.param(("disable", "ana"), "", 1, "last admin", id="last-admin-disabled"),
        pytest.param(("role", "ana", "agent"), "", 1, "last admin", id="last-admin-demoted"),
    ],
)
def test_what_is_wrong_is_refused_with_a_reason(
    url: str, words: tuple[str, ...], typed: str, status: int, told: str
) -> None:
    done(*ADD)
    before = audited(url)
    result = run(*words, typed=typed)
    assert result.exit_code == status
    assert told in " ".join(result.output.replace("│", " ").split())
    assert "Traceback" not in result.output
    assert audited(url) == before


def test_disabling_ends_sessions_and_enabling_lets_in_again(url: str) -> None:
    done(*ADD)
    done("add", "ben", "--name", "Ben", "--role", "agent", "--password-stdin")
    token = signed_in(url, "ben")
    done("disable", "Ben")
    assert staff_of_session(url, token) is None
    assert signed_in(url, "ben") is None
    assert "disabled" in done("list")
    done("enable", "ben")
    assert staff_of_session(url, token) is None
    assert signed_in(url, "ben") is not None
    assert ("command", "disable_account", "ben") in audited(url)
    assert ("command", "enable_account", "ben") in audited(url)


def test_a_new_password_ends_sessions(url: str) -> None:
    done(*ADD)
    token = signed_in(url)
    done("password", "ana", "--password-stdin", typed="another battery staple\n")
    assert staff_of_session(url, token) is None
    assert signed_in(url) is None
    assert signed_in(url, "ana", "another battery staple") is not None


def test_a_role_is_changed_at_once(url: str) -> None:
    done(*ADD)
    done("add", "ben", "--name", "Ben", "--role", "agent", "--password-stdin")
    token = signed_in(url, "ben")
    done("role", "ben", "editor")
    found = staff_of_session(url, token)
    assert found is not None
    assert found.role == "editor"


def test_a_locked_account_is_unlocked(url: str) -> None:
    done(*ADD)
    for _ in range(5):
        assert signed_in(url, "ana", "a wrong password") is None
    assert signed_in(url) is None
    assert "locked until" in done("list")
    done("unlock", "ana")
    assert signed_in(url) is not None


def test_a_name_is_listed_as_it_is(url: str) -> None:
    done("add", "ana", "--name", "Ana [IT] [/b]", "--role", "admin", "--without-password")
    assert "Ana [IT] [/b]" in done("list")
