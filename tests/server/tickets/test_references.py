"""Tests of ticket references and their secrets."""

import pytest

from server.tickets.references import is_reference, new_reference, opens, secret_of

KEY = b"the key"


def test_references_are_readable_and_never_the_same() -> None:
    references = {new_reference() for _ in range(200)}
    assert len(references) == 200
    assert all(map(is_reference, references))
    assert not set("".join(references)) & set("AEIOU0158BSZL")


@pytest.mark.parametrize(
    "text",
    ["", "T-7F3K", "t-7f3k-92qd", "T-7F3K-92QD ", "T-7F3K-92QO", "T-7F3K-92QD\n", "../etc/passwd"],
)
def test_other_texts_are_no_references(text: str) -> None:
    assert not is_reference(text)


def test_a_secret_opens_its_own_ticket_alone() -> None:
    secret = secret_of("T-7F3K-92QD", KEY)
    assert len(secret) == 40
    assert opens(secret, "T-7F3K-92QD", KEY)
    assert not opens(secret, "T-7F3K-92QC", KEY)
    assert not opens(secret, "T-7F3K-92QD", b"another key")
    assert not opens("", "T-7F3K-92QD", KEY)
    assert not opens("ü", "T-7F3K-92QD", KEY)
