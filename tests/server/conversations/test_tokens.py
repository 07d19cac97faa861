"""Tests of tokens."""

import pytest

from server.conversations.tokens import bearer, hash_token, matches, new_token


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) >= 43


def test_a_token_matches_its_hash_alone() -> None:
    token = new_token()
    assert matches(token, hash_token(token))
    assert not matches(new_token(), hash_token(token))
    assert token not in hash_token(token)


@pytest.mark.parametrize(
    ("header", "token"),
    [
        pytest.param("Bearer abc", "abc", id="bearer"),
        pytest.param("bearer  abc ", "abc", id="case-and-spaces"),
        pytest.param("Bearer", None, id="no-token"),
        pytest.param("Bearer ", None, id="empty-token"),
        pytest.param("Basic abc", None, id="basic"),
        pytest.param("abc", None, id="bare"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="no-header"),
    ],
)
def test_the_token_is_read_from_the_header(header: str | None, token: str | None) -> None:
    assert bearer(header) == token
