"""Owns signing in with an OpenID Connect provider: accounts made or found by its subject alone."""

import hmac
import re
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from server.audit.service import record
from server.database import Database
from server.errors import Forbidden
from server.staff import repository
from server.staff.accounts import LoginRefused, Role, new_account, shown_name
from server.staff.models import StaffAccount
from server.staff.openid import Identity, OpenIdConfig, OpenIdProvider, SignInRejected
from server.staff.openid_state import AttemptCookies
from server.staff.sessions import SignInRules, begin_session

LONGEST_NAME = 80
_MOST_ALIKE = 100
_NOT_IN_LOGINS = re.compile(r"[^a-z0-9._@-]+")


class AttemptOver(Forbidden):
    code = "attempt_over"
    detail = "This sign-in was begun too long ago, or in another browser. Please sign in again."


class NoRole(Forbidden):
    code = "no_role"
    detail = (
        "You are known to the sign-in service, but have no role here. "
        "Ask an admin of the assistant to have you added to the right group."
    )


class AccountDisabled(Forbidden):
    code = "account_disabled"
    detail = "Your account here is disabled. Ask an admin of the assistant."


@dataclass(frozen=True)
class Finished:
    """`token` is that of the new session."""

    token: str
    role: Role
    goes_on: str


class OpenIdSignIn:
    """From the first click to a session."""

    def __init__(
        self, config: OpenIdConfig, database: Database, key: bytes, rules: SignInRules
    ) -> None:
        self._provider = OpenIdProvider(config)
        self._cookies = AttemptCookies(key)
        self._database = database
        self._rules = rules

    async def begin(self, redirect_uri: str, goes_on: str) -> tuple[str, str]:
        """Where to send the browser, and the cookie it takes along."""
        url, attempt = await self._provider.begin(redirect_uri)
        return url, self._cookies.seal(attempt, goes_on)

    async def finish(self, redirect_uri: str, cookie: str, state: str, code: str) -> Finished:
        """Raises AttemptOver, NoRole, AccountDisabled, or what the provider's answer raises."""
        opened = self._cookies.open(cookie)
        if opened is None or not hmac.compare_digest(opened[0].state.encode(), state.encode()):
            raise AttemptOver
        attempt, goes_on = opened
        if not code:
            raise SignInRejected("The sign-in service did not sign you in. Please try again.")
        identity = await self._provider.identity(redirect_uri, code, attempt)
        try:
            token, role = await self._session_of(identity)
        except IntegrityError as error:  # the same person, twice at the same moment
            raise AttemptOver from error
        return Finished(token, role, goes_on)

    async def _session_of(self, identity: Identity) -> tuple[str, Role]:
        async with self._database.session() as session:
            account = await repository.by_subject(session, identity.subject)
            refused = await _refused(session, account, identity)
            if refused is None and identity.role is not None:
                if account is None:
                    account = await _created(session, identity, identity.role)
                _follow(session, account, identity, identity.role)
                record(session, account.login, "sign_in", account.login, by="openid")
                return await begin_session(session, account, self._rules), identity.role
        # Raised here, so that what was recorded is kept.
        raise refused or NoRole


async def _refused(
    session: AsyncSession, account: StaffAccount | None, identity: Identity
) -> Forbidden | None:
    """Why the identity may not sign in. Who lost their role is signed out everywhere."""
    if identity.role is not None and (account is None or not account.is_disabled):
        return None
    refused = NoRole() if identity.role is None else AccountDisabled()
    if account is not None:
        await repository.end_sessions_of(session, account.id)
        record(session, account.login, "sign_in_failed", account.login, reason=refused.code)
    return refused


def _follow(session: AsyncSession, account: StaffAccount, identity: Identity, role: Role) -> None:
    """Role and name are the provider's at every sign-in."""
    account.name = _name(identity)
    if account.role != role:
        before, account.role = account.role, role
        record(session, account.login, "set_role", account.login, before=before, after=role)


async def _created(session: AsyncSession, identity: Identity, role: Role) -> StaffAccount:
    """Its login is a new one: somebody else with the same login stays somebody else."""
    wanted = _NOT_IN_LOGINS.sub("-", identity.login.lower()).strip("-._@")[: LONGEST_NAME - 4]
    for number in range(1, _MOST_ALIKE):
        login = (wanted or "staff") if number == 1 else f"{wanted or 'staff'}-{number}"
        try:
            account = new_account(login, _name(identity), role, None, identity.subject)
        except LoginRefused:
            continue
        if await repository.by_login(session, login) is None:
            session.add(account)
            await session.flush()
            record(session, login, "create_account", login, role=role, by="openid")
            return account
    raise SignInRejected


def _name(identity: Identity) -> str:
    return shown_name(identity.name)[:LONGEST_NAME].strip() or "Staff"
