"""Owns staff accounts and their sessions: who somebody is, and what their role lets them do."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, cast, get_args

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from server.audit.service import record
from server.conversations.tokens import hash_token, new_token
from server.database import Database, utc_now
from server.errors import Conflict, Unprocessable
from server.staff import repository
from server.staff.models import StaffAccount, StaffSession

# An agent answers tickets and takes conversations over, an editor sees to the content, an admin
# does both and all else.
Role = Literal["agent", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
SHORTEST_PASSWORD = 12
SESSION = dt.timedelta(hours=12)
IDLE = dt.timedelta(hours=2)
# The time of last use is stored at most this often.
_SEEN_EVERY = dt.timedelta(minutes=1)


class LoginTaken(Conflict):
    code, detail = "login_taken", "There is an account with this login. Choose another."


class PasswordTooShort(Unprocessable):
    code = "password_too_short"
    detail = f"A password needs at least {SHORTEST_PASSWORD} characters."


@dataclass(frozen=True)
class Staff:
    """A member of staff who signed in. `name` is what citizens see."""

    id: int
    login: str
    name: str
    role: Role
    takes_chats: bool = False

    def may(self, role: Role) -> bool:
        """Whether they may do what that role may: an admin may do everything."""
        return self.role in (role, "admin")


class StaffAccounts:
    """Accounts, and signing in with a password."""

    def __init__(self, database: Database, hasher: PasswordHasher | None = None) -> None:
        self._database = database
        self._hasher = hasher or PasswordHasher()

    async def create(
        self, login: str, name: str, role: Role, password: str | None, actor: str
    ) -> Staff:
        """Raises LoginTaken or PasswordTooShort. Without a password: signs in elsewhere."""
        if password is not None and len(password) < SHORTEST_PASSWORD:
            raise PasswordTooShort
        account = StaffAccount(
            login=login.strip().lower(),
            name=name.strip(),
            role=role,
            password_hash=None if password is None else self._hasher.hash(password),
            failures=0,
            is_disabled=False,
            takes_chats=False,
            created_at=utc_now(),
        )
        try:
            async with self._database.session() as session:
                session.add(account)
                record(session, actor, "create_account", account.login, role=role)
        except IntegrityError as error:
            raise LoginTaken from error
        return staff_of(account)

    async def sign_in(self, login: str, password: str) -> str | None:
        """The token of a new session, or None when login and password do not fit."""
        async with self._database.session() as session:
            account = await repository.by_login(session, login.strip().lower())
            if account is None or account.is_disabled or not self._fits(account, password):
                return None
            record(session, account.login, "sign_in", account.login)
            return new_session(session, account)

    def _fits(self, account: StaffAccount, password: str) -> bool:
        try:
            return account.password_hash is not None and self._hasher.verify(
                account.password_hash, password
            )
        except VerificationError:
            return False

    async def of_session(self, token: str) -> Staff | None:
        """Who signed in with this token, unless the session ended or stood idle too long."""
        now = utc_now()
        async with self._database.session() as session:
            found = await repository.session_with_account(session, hash_token(token))
            if found is None:
                return None
            kept, account = found
            if account.is_disabled or now >= kept.ends_at or now >= kept.seen_at + IDLE:
                return None
            if now >= kept.seen_at + _SEEN_EVERY:
                kept.seen_at = now
            return staff_of(account)

    async def sign_out(self, token: str) -> None:
        async with self._database.session() as session:
            await repository.end_session(session, hash_token(token))


def new_session(session: AsyncSession, account: StaffAccount) -> str:
    """Adds a sign-in of the account; the token returned is its only copy."""
    token, now = new_token(), utc_now()
    session.add(
        StaffSession(
            token_hash=hash_token(token),
            account_id=account.id,
            created_at=now,
            seen_at=now,
            ends_at=now + SESSION,
        )
    )
    return token


def staff_of(account: StaffAccount) -> Staff:
    return Staff(
        account.id, account.login, account.name, cast("Role", account.role), account.takes_chats
    )
