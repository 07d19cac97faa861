"""Tests of passwords."""

import pytest
from argon2 import PasswordHasher

from server.staff.passwords import PasswordRefused, Passwords, check_password


@pytest.mark.parametrize(
    "password",
    ["", "x" * 11, "ab" * 10, "abcdefgh" * 30, "my name is ana!", "ANA at the agency"],
)
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused):
        check_password(password, "ana")


@pytest.mark.parametrize("password", ["correct horse battery", "密码密码密码密码密码密码六七八"])
async def test_a_long_phrase_is_taken_and_fits(password: str) -> None:
    check_password(password, "ana")
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    assert await passwords.fits(await passwords.hashed(password), password)


async def test_only_the_password_fits_whichever_way_it_was_typed() -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    kept = await passwords.hashed("caf\u00e9 in the morning")
    assert await passwords.fits(kept, "cafe\u0301 in the morning")
    assert not await passwords.fits(kept, "cafe in the morning")
    assert not await passwords.fits(kept, "")
    assert not await passwords.fits("no hash", "caf\u00e9 in the morning")


async def test_nothing_fits_where_there_is_no_password() -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    assert not await passwords.fits(None, "the password of nobody")
