"""Owns staff accounts: who somebody is, what their role lets them do, and how they sign in."""

import re
from dataclasses import dataclass
from typing import Literal, cast, get_args

from sqlalchemy.exc import IntegrityError

from server.audit.service import CITIZEN, SYSTEM, record
from server.conversations.incoming import visible
from server.conversations.tokens import hash_token
from server.database import Database, utc_now
from server.errors import Conflict, Unprocessable
from server.health.metrics import SIGN_IN_FAILURES
from server.staff import repository
from server.staff.models import StaffAccount
from server.staff.passwords import Passwords, check_password
from server.staff.sessions import SignInRules, account_of_session, begin_session

# An agent answers tickets and takes conversations over, an editor sees to the content, an admin
# does both and all else.
Role = Literal["agent", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
# Who acts in the audit log when it is a command or the server: nobody may sign in as one of these.
COMMAND, UNKNOWN = "command", "unknown"
_RESERVED = (SYSTEM, CITIZEN, COMMAND, UNKNOWN)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{0,79}")


class LoginTaken(Conflict):
    code, detail = "login_taken", "There is an account with this login. Choose another."


class LoginRefused(Unprocessable):
    code = "login_refused"
    detail = (
        "A login has letters, digits, dots, hyphens, underscores and @ only, starts with a letter "
        f"or digit, and is none of: {', '.join(_RESERVED)}."
    )


class NameRefused(Unprocessable):
    code, detail = "name_refused", "A name has 1 to 80 characters. Citizens see it."


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

    def __init__(
        self,
        database: Database,
        rules: SignInRules | None = None,
        passwords: Passwords | None = None,
    ) -> None:
        self._database = database
        self._passwords = passwords or Passwords()
        self.rules = rules or SignInRules()

    async def create(
        self, login: str, name: str, role: Role, password: str | None, actor: str
    ) -> Staff:
        """Without a password: signs in elsewhere. Raises LoginTaken, or what is refused."""
        login = login.strip().lower()
        if password is not None:
            check_password(password, login)
        kept = None if password is None else await self._passwords.hashed(password)
        account = new_account(login, name, role, kept)
        try:
            async with self._database.session() as session:
                session.add(account)
                record(session, actor, "create_account", account.login, role=role)
        except IntegrityError as error:
            raise LoginTaken from error
        return staff_of(account)

    async def sign_in(self, login: str, password: str) -> str | None:
        """The token of a new session.

        None when login and password do not fit, and when the account is locked or disabled: the
        caller is not told which, and waits as long for each.
        """
        account, may_try = await self._begin_try(login.strip().lower())
        kept = account.password_hash if account is not None and may_try else None
        fits = await self._passwords.fits(kept, password)
        if account is None or kept is None or not fits:
            await self._failed(account, is_counted=may_try)
            SIGN_IN_FAILURES.inc()
            return None
        outdated = self._passwords.is_outdated(kept)
        renewed = await self._passwords.hashed(password) if outdated else kept
        return await self._succeeded(account.id, kept, renewed)

    async def _begin_try(self, login: str) -> tuple[StaffAccount | None, bool]:
        """The account, and whether it may be tried once more.

        The try is counted as failed beforehand: many at the same time are no more than many in a
        row. Writes in every case, so that the time taken tells nothing.
        """
        now = utc_now()
        async with self._database.session() as session:
            account = await repository.by_login(session, login)
            if account is None or account.is_disabled or account.password_hash is None:
                await repository.write_nothing(session)
                return account, False
            until = now + self.rules.lock
            most = self.rules.most_failures
            may_try = await repository.count_try(session, account.id, now, most, until)
            await session.refresh(account)
            return account, may_try

    async def _failed(self, account: StaffAccount | None, *, is_counted: bool) -> None:
        who = UNKNOWN if account is None else account.login
        async with self._database.session() as session:
            record(session, who, "sign_in_failed", who)
            if is_counted and account is not None and account.locked_until is not None:
                record(session, SYSTEM, "locked", who, failures=account.failures)

    async def _succeeded(self, account_id: int, kept: str, renewed: str) -> str | None:
        async with self._database.session() as session:
            account = await repository.by_id(session, account_id)
            # Disabled, or given another password, while this one was checked.
            if account is None or account.is_disabled or account.password_hash != kept:
                return None
            account.failures, account.locked_until = 0, None
            account.password_hash = renewed
            record(session, account.login, "sign_in", account.login)
            return await begin_session(session, account, self.rules)

    async def of_session(self, token: str) -> Staff | None:
        """Who signed in with this token, unless the session ended or stood idle too long."""
        async with self._database.session() as session:
            account = await account_of_session(session, token, self.rules)
            return None if account is None else staff_of(account)

    async def sign_out(self, token: str) -> None:
        async with self._database.session() as session:
            account = await account_of_session(session, token, self.rules)
            if account is not None:
                record(session, account.login, "sign_out", account.login)
            await repository.end_session(session, hash_token(token))


def new_account(
    login: str, name: str, role: Role, password_hash: str | None, subject: str | None = None
) -> StaffAccount:
    """Raises LoginRefused or NameRefused."""
    if _LOGIN.fullmatch(login) is None or login in _RESERVED:
        raise LoginRefused
    name = shown_name(name)
    if not 1 <= len(name) <= 80:
        raise NameRefused
    return StaffAccount(
        login=login,
        name=name,
        role=role,
        password_hash=password_hash,
        subject=subject,
        failures=0,
        is_disabled=False,
        takes_chats=False,
        created_at=utc_now(),
    )


def shown_name(name: str) -> str:
    """On one line, without characters that nobody sees: people trust what it says."""
    return " ".join(visible(name).split())


def staff_of(account: StaffAccount) -> Staff:
    return Staff(
        account.id, account.login, account.name, cast("Role", account.role), account.takes_chats
    )
