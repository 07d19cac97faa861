"""Tests of who counts as staff."""

import pytest

from server.staff.identity import csrf_of, is_token

TOKEN = "staff only"


@pytest.mark.parametrize("given", [None, "", "staff", "staff only ", "ü"])
def test_only_the_token_is_the_token(given: str | None) -> None:
    assert not is_token(given, TOKEN)
    assert is_token(TOKEN, TOKEN)


@pytest.mark.parametrize("given", [None, "", TOKEN])
def test_where_no_token_is_set_nobody_has_it(given: str | None) -> None:
    assert not is_token(given, "")


def test_the_proof_of_a_form_is_another_for_each_session() -> None:
    assert csrf_of("one") == csrf_of("one")
    assert csrf_of("one") != csrf_of("two")
    assert "one" not in csrf_of("one")
