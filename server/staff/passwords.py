"""Owns passwords: what is asked of them, and hashing and checking them beside the event loop."""

import asyncio
import functools
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.errors import Unprocessable

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
_FEWEST_CHARACTERS = 5


class PasswordRefused(Unprocessable):
    """A new password that would be too weak; the detail says why."""

    code = "password_refused"


class PasswordTooShort(PasswordRefused):
    code = "password_too_short"
    detail = f"A password needs at least {SHORTEST_PASSWORD} characters."


def check_password(password: str, login: str) -> None:
    """Raises PasswordRefused."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort
    if len(password) > LONGEST_PASSWORD:
        raise PasswordRefused(f"A password has at most {LONGEST_PASSWORD} characters.")
    if len(set(password)) < _FEWEST_CHARACTERS:
        raise PasswordRefused("This password repeats the same few characters. Choose another.")
    if login.strip().lower() in password.lower():
        raise PasswordRefused("A password may not contain the login. Choose another.")


class Passwords:
    """argon2 takes about 50 ms of a processor: it runs in a thread of its own."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    async def hashed(self, password: str) -> str:
        return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def fits(self, kept: str | None, password: str) -> bool:
        """Takes the same time where there is no hash to check: time must not tell of accounts."""
        return await asyncio.to_thread(self._fits, kept, _normal(password))

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than new ones are."""
        return self._hasher.check_needs_rehash(kept)

    def _fits(self, kept: str | None, password: str) -> bool:
        try:
            return self._hasher.verify(kept or self._of_nobody, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    @functools.cached_property
    def _of_nobody(self) -> str:
        return self._hasher.hash("the password of nobody")


def _normal(password: str) -> str:
    """One form of characters that keyboards send in several: "é" as one character or as two."""
    return unicodedata.normalize("NFKC", password)
