"""Tests of signing in: lock-out, what time and words tell, sessions that end."""

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from server.audit.models import AuditRecord
from server.database import Database, utc_now
from server.staff.accounts import LoginRefused, NameRefused, StaffAccounts
from server.staff.models import StaffAccount, StaffSession
from server.staff.passwords import Passwords
from server.staff.sessions import SignInRules
from tests.server.running import PASSWORD, Running, Stage, running

WRONG = "quite another phrase"


def cheap(time_cost: int = 1) -> Passwords:
    """Hashes in no time."""
    return Passwords(PasswordHasher(time_cost, memory_cost=8, parallelism=1))


def accounts_of(server: Running, **rules: Any) -> StaffAccounts:
    return StaffAccounts(server.parts.database, SignInRules(**rules), cheap())


async def account(database: Database, login: str = "ana") -> StaffAccount:
    async with database.session() as session:
        found = await session.scalars(select(StaffAccount).where(StaffAccount.login == login))
        return found.one()


async def change(database: Database, **values: Any) -> None:
    async with database.session() as session:
        await session.execute(update(StaffAccount).values(**values))


async def audited(database: Database) -> list[tuple[str, str, str]]:
    async with database.session() as session:
        rows = await session.scalars(select(AuditRecord).order_by(AuditRecord.id))
        return [(row.actor, row.action, row.subject) for row in rows]


async def test_five_failures_in_a_row_lock_even_the_right_password_out(server: Running) -> None:
    accounts = accounts_of(server)
    await accounts.create("ana", "Ana", "agent", PASSWORD, "test")
    for _ in range(5):
        assert await accounts.sign_in("ana", WRONG) is None
    assert await accounts.sign_in("ana", PASSWORD) is None
    written = await audited(server.parts.database)
    assert written[1:6] == [("ana", "sign_in_failed", "ana")] * 5
    assert written[6:] == [("system", "locked", "ana"), ("ana", "sign_in_failed", "ana")]


async def test_a_lock_ends_by_itself_with_all_tries_anew(server: Running) -> None:
    accounts, database = accounts_of(server), server.parts.database
    await accounts.create("ana", "Ana", "agent", PASSWORD, "test")
    for _ in range(5):
        await accounts.sign_in("ana", WRONG)
    until = (await account(database)).locked_until
    assert until is not None
    assert dt.timedelta(minutes=14) < until - utc_now() <= dt.timedelta(minutes=15)
    await change(database, locked_until=utc_now())
    assert await accounts.sign_in("ana", WRONG) is None
    assert (await account(database)).failures == 1
    assert await accounts.sign_in("ana", PASSWORD)


async def test_a_success_begins_the_count_anew(server: Running) -> None:
    accounts = accounts_of(server)
    await accounts.create("ana", "Ana", "agent", PASSWORD, "test")
    for _ in range(3):
        for _ in range(4):
            await accounts.sign_in("ana", WRONG)
        assert await accounts.sign_in("ana", PASSWORD)


async def test_guesses_at_the_same_time_are_no_more_than_in_a_row(server: Running) -> None:
    accounts = accounts_of(server)
    await accounts.create("ana", "Ana", "agent", PASSWORD, "test")
    await asyncio.gather(*(accounts.sign_in("ana", WRONG) for _ in range(12)))
    assert (await account(server.parts.database)).failures == 5
    assert (await audited(server.parts.database)).count(("system", "locked", "ana")) >= 1


async def test_an_unknown_login_is_neither_kept_nor_quicker(server: Running) -> None:
    tried: list[str | None] = []

    class Watched(Passwords):
        async def fits(self, kept: str | None, password: str) -> bool:
            tried.append(kept)
            return await super().fits(kept, password)

    accounts = StaffAccounts(server.parts.database, None, Watched(PasswordHasher(1, 8, 1)))
    assert await accounts.sign_in("secret-typed-here", WRONG) is None
    assert tried == [None]
    assert await audited(server.parts.database) == [("unknown", "sign_in_failed", "unknown")]


async def test_nobody_is_told_whether_there_is_an_account(server: Running) -> None:
    await server.parts.accounts.create("ana", "Ana", "agent", PASSWORD, "test")
    await server.parts.accounts.create("off", "Off", "agent", PASSWORD, "test")
    await server.parts.roster.disable(await server.parts.roster.id_of("off"), "test")
    answers = set()
    for login in ("nobody", "off", *["ana"] * 7):
        form = {"login": login, "password": WRONG}
        response = await server.http.post("/staff/sign-in", data=form)
        answers.add((response.status_code, response.text))
    assert len(answers) == 1
    (status, text) = answers.pop()
    assert status == 401
    assert "locked for 15 minutes" in text


async def test_a_hash_made_with_other_parameters_is_renewed(server: Running) -> None:
    database = server.parts.database
    old = StaffAccounts(database, None, cheap())
    await old.create("ana", "Ana", "agent", PASSWORD, "test")
    before = (await account(database)).password_hash
    new = StaffAccounts(database, None, cheap(time_cost=2))
    assert await new.sign_in("ana", WRONG) is None
    assert (await account(database)).password_hash == before
    assert await new.sign_in("ana", PASSWORD)
    assert "t=2" in str((await account(database)).password_hash)
    assert await new.sign_in("ana", PASSWORD)


@pytest.mark.parametrize(
    ("column", "ago"),
    [("ends_at", dt.timedelta(0)), ("seen_at", dt.timedelta(hours=2))],
    ids=["over", "idle"],
)
async def test_a_session_ends(server: Running, column: str, ago: dt.timedelta) -> None:
    accounts, database = accounts_of(server), server.parts.database
    await accounts.create("ana", "Ana", "agent", PASSWORD, "test")
    token = await accounts.sign_in("ana", PASSWORD) or ""
    assert await accounts.of_session(token)
    async with database.session() as session:
        await session.execute(update(StaffSession).values({column: utc_now() - ago}))
    assert await accounts.of_session(token) is None
    await accounts.sign_in("ana", PASSWORD)
    async with database.session() as session:
        assert len((await session.scalars(select(StaffSession))).all()) == 1


async def test_how_long_a_session_lasts_is_a_setting(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, staff_session_hours=1, staff_lock_minutes=3) as server:
        await server.parts.accounts.create("ana", "Ana", "editor", PASSWORD, "test")
        form = {"login": "ana", "password": PASSWORD}
        response = await server.http.post("/staff/sign-in", data=form)
        assert "Max-Age=3600" in response.headers["set-cookie"]
        wrong = await server.http.post("/staff/sign-in", data={"login": "ana"})
        assert "locked for 3 minutes" in wrong.text


@pytest.mark.parametrize(
    "login", ["", " ", "a b", "system", "citizen", "command", "é", "-a", "x" * 81]
)
async def test_an_odd_login_is_refused(server: Running, login: str) -> None:
    with pytest.raises(LoginRefused):
        await accounts_of(server).create(login, "Ana", "agent", None, "test")


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "\u200b\u202e\x07"])
async def test_a_name_is_needed(server: Running, name: str) -> None:
    with pytest.raises(NameRefused):
        await accounts_of(server).create("ana", name, "agent", None, "test")


async def test_a_name_holds_nothing_that_nobody_sees(server: Running) -> None:
    """A name read from right to left, or with another's letters hidden, would pass for another."""
    name = "\u202eAna\u200b \x1b[31mof\nthe\u2066 agency\ufeff"
    staff = await accounts_of(server).create("ana", name, "agent", None, "test")
    assert staff.name == "Ana [31mof the agency"
