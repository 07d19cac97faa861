"""Tests of who counts as staff."""

import pytest

from server.staff.identity import SIGNED_IN_SECONDS, is_token, new_cookie, opens

TOKEN = "staff only"
NOW = 1_800_000_000.0


@pytest.mark.parametrize("given", [None, "", "staff", "staff only ", "ü"])
def test_only_the_token_is_the_token(given: str | None) -> None:
    assert not is_token(given, TOKEN)
    assert is_token(TOKEN, TOKEN)


@pytest.mark.parametrize("given", [None, "", TOKEN])
def test_where_none_is_set_nobody_is_staff(given: str | None) -> None:
    assert not is_token(given, "")
    assert not opens(new_cookie("", NOW), "", NOW)


def test_a_cookie_opens_until_it_ends() -> None:
    cookie = new_cookie(TOKEN, NOW)
    assert opens(cookie, TOKEN, NOW)
    assert opens(cookie, TOKEN, NOW + SIGNED_IN_SECONDS - 2)
    assert not opens(cookie, TOKEN, NOW + SIGNED_IN_SECONDS)


def test_a_cookie_does_not_hold_the_token_and_ends_with_it() -> None:
    cookie = new_cookie(TOKEN, NOW)
    assert TOKEN not in cookie
    assert not opens(cookie, "another token", NOW)


@pytest.mark.parametrize(
    "forged",
    [None, "", ".", "9999999999", "9999999999.", "9999999999.00", "ü.ü", "soon.{signature}"],
)
def test_a_forged_cookie_opens_nothing(forged: str | None) -> None:
    signature = new_cookie(TOKEN, NOW).partition(".")[2]
    assert not opens(forged and forged.format(signature=signature), TOKEN, NOW)
    assert not opens(f"9999999999.{signature}", TOKEN, NOW)
