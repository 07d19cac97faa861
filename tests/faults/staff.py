"""Owns staff of a server process: accounts, and browsers that are signed in."""

import asyncio
import re
from pathlib import Path

import httpx

from server.database import Database
from server.staff.accounts import StaffAccounts
from server.staff.sessions import SignInRules

PASSWORD = "correct horse battery"


def make_accounts(folder: Path, *logins: str) -> None:
    """Of agents, in the database of the folder."""
    asyncio.run(_accounts(folder, *logins))


async def _accounts(folder: Path, *logins: str) -> None:
    database = Database(f"sqlite+aiosqlite:///{folder / 'assistant.db'}")
    accounts = StaffAccounts(database, SignInRules())
    for login in logins:
        await accounts.create(login, login.title(), "agent", PASSWORD, "test")
    await database.close()


def signed_in(url: str, login: str) -> httpx.Client:
    http = httpx.Client(base_url=url, timeout=30, trust_env=False)
    sent = http.post("/staff/sign-in", data={"login": login, "password": PASSWORD})
    assert sent.status_code == 303
    return http


def claim_form(page: str) -> dict[str, str]:
    """What the card's button sends."""
    form = re.search(r'<form[^>]*/claim".*?</form>', page, re.DOTALL)
    assert form is not None
    hidden = re.findall(r'name="(\w+)" value="([^"]*)"', form[0])
    assert {"csrf", "seen"} <= {name for name, _ in hidden}
    return dict(hidden)
