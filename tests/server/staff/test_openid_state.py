"""Tests of the cookie that a sign-in elsewhere carries along."""

from server.staff.openid import Attempt
from server.staff.openid_state import AttemptCookies

ATTEMPT = Attempt("state", "nonce", "verifier")


def test_what_was_sealed_is_opened() -> None:
    cookies = AttemptCookies(b"the key of the server")
    assert cookies.open(cookies.seal(ATTEMPT, "/desk")) == (ATTEMPT, "/desk")


def test_another_key_or_a_changed_letter_opens_nothing() -> None:
    sealed = AttemptCookies(b"the key of the server").seal(ATTEMPT, "/desk")
    assert AttemptCookies(b"another key").open(sealed) is None
    cookies = AttemptCookies(b"the key of the server")
    header, claims, signature = sealed.split(".")
    assert cookies.open(f"{header}.{claims[:-4]}AAAA.{signature}") is None
    assert cookies.open(f"{header}.{claims}.") is None


def test_it_is_good_for_ten_minutes() -> None:
    key = b"the key of the server"
    sealed = AttemptCookies(key, lambda: 1000.0).seal(ATTEMPT, "/desk")
    assert AttemptCookies(key, lambda: 1599.0).open(sealed)
    assert AttemptCookies(key, lambda: 1601.0).open(sealed) is None
