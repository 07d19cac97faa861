"""Owns changes of staff accounts: role, password, disabled or not, locked or not. All audited."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from server.audit.service import record
from server.conversations.tokens import hash_token
from server.database import Database, utc_now
from server.errors import Conflict, NotFound, Unprocessable
from server.staff import repository
from server.staff.accounts import Role, Staff, staff_of
from server.staff.models import StaffAccount
from server.staff.passwords import Passwords, check_password


class UnknownAccount(NotFound):
    code, detail = "unknown_account", "There is no such account."


class LastAdmin(Conflict):
    code = "last_admin"
    detail = "This is the last admin. Make somebody else an admin first."


class SignsInElsewhere(Conflict):
    code = "signs_in_elsewhere"
    detail = "This account signs in with the agency's sign-in service: it has no password here."


class WrongPassword(Unprocessable):
    code, detail = "wrong_password", "Your current password is another one. Try again."


@dataclass(frozen=True)
class RosterRow:
    """An account as admins see it. `locked_until` is None unless it is locked now."""

    staff: Staff
    is_disabled: bool
    locked_until: dt.datetime | None
    has_password: bool
    signs_in_elsewhere: bool
    created_at: dt.datetime


class StaffRoster:
    """Accounts as admins and their owners change them."""

    def __init__(self, database: Database, passwords: Passwords | None = None) -> None:
        self._database = database
        self._passwords = passwords or Passwords()

    async def rows(self) -> list[RosterRow]:
        """By login."""
        async with self._database.session() as session:
            return [_row(account) for account in await repository.all_accounts(session)]

    async def id_of(self, login: str) -> int:
        """Raises UnknownAccount."""
        async with self._database.session() as session:
            account = await repository.by_login(session, login.strip().lower())
        if account is None:
            raise UnknownAccount
        return account.id

    async def set_role(self, account_id: int, role: Role, actor: str) -> Staff:
        """Takes effect at the next click of who is signed in. Raises LastAdmin."""
        async with self._changed(account_id) as (session, account):
            before, account.role = account.role, role
            record(session, actor, "set_role", account.login, before=before, after=role)
        return staff_of(account)

    async def disable(self, account_id: int, actor: str) -> Staff:
        """Ends all sessions of the account. Raises LastAdmin."""
        async with self._changed(account_id) as (session, account):
            account.is_disabled, account.takes_chats = True, False
            await repository.end_sessions_of(session, account.id)
            record(session, actor, "disable_account", account.login)
        return staff_of(account)

    async def enable(self, account_id: int, actor: str) -> Staff:
        async with self._changed(account_id) as (session, account):
            account.is_disabled, account.failures, account.locked_until = False, 0, None
            record(session, actor, "enable_account", account.login)
        return staff_of(account)

    async def unlock(self, account_id: int, actor: str) -> Staff:
        async with self._changed(account_id) as (session, account):
            account.failures, account.locked_until = 0, None
            record(session, actor, "unlock_account", account.login)
        return staff_of(account)

    async def set_password(self, account_id: int, password: str, actor: str) -> Staff:
        """Ends all sessions of the account, and its lock. Raises PasswordRefused."""
        return await self._new_password(account_id, password, actor, keep=None)

    async def change_own_password(self, staff: Staff, current: str, new: str, token: str) -> None:
        """Ends all sessions but that of the token. Raises WrongPassword or PasswordRefused."""
        async with self._database.session() as session:
            account = await repository.by_id(session, staff.id)
        if account is None or account.password_hash is None:
            raise SignsInElsewhere
        if not await self._passwords.fits(account.password_hash, current):
            raise WrongPassword
        await self._new_password(staff.id, new, staff.login, keep=hash_token(token))

    async def _new_password(
        self, account_id: int, password: str, actor: str, keep: str | None
    ) -> Staff:
        hashed = await self._passwords.hashed(password)
        async with self._changed(account_id) as (session, account):
            if account.subject is not None:
                raise SignsInElsewhere
            check_password(password, account.login)
            account.password_hash = hashed
            account.failures, account.locked_until = 0, None
            await repository.end_sessions_of(session, account.id, except_hash=keep)
            record(session, actor, "set_password", account.login)
        return staff_of(account)

    @asynccontextmanager
    async def _changed(self, account_id: int) -> AsyncIterator[tuple[AsyncSession, StaffAccount]]:
        """One transaction, undone when it would leave no admin who had one before."""
        async with self._database.session() as session:
            await repository.hold_admins(session)
            account = await repository.by_id(session, account_id)
            if account is None:
                raise UnknownAccount
            was_admin = account.role == "admin" and not account.is_disabled
            yield session, account
            await session.flush()
            is_admin = account.role == "admin" and not account.is_disabled
            if was_admin and not is_admin and await repository.count_admins(session) == 0:
                raise LastAdmin


def _row(account: StaffAccount) -> RosterRow:
    until = account.locked_until
    return RosterRow(
        staff=staff_of(account),
        is_disabled=account.is_disabled,
        locked_until=until if until is not None and until > utc_now() else None,
        has_password=account.password_hash is not None,
        signs_in_elsewhere=account.subject is not None,
        created_at=account.created_at,
    )
