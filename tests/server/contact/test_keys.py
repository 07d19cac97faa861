"""Tests of the contact keys: given, kept in a file, faulty."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.contact.keys import (
    ContactKeyFaulty,
    ContactUnreadable,
    KeyFile,
    keys_of,
    new_key,
    parse_keys,
)
from tests.contact_keys import contact_keys

OLD, NEW = new_key(), new_key()


def test_what_the_newest_key_wrote_is_opened_and_is_not_the_text() -> None:
    keys = contact_keys(NEW, OLD)
    token = keys.encrypt("Ana Ruiz")
    assert "Ana" not in token
    assert keys.decrypt(token) == "Ana Ruiz"
    assert keys.is_newest(token)


def test_what_an_older_key_wrote_is_opened_too() -> None:
    token = contact_keys(OLD).encrypt("Ana Ruiz")
    assert contact_keys(NEW, OLD).decrypt(token) == "Ana Ruiz"
    assert not contact_keys(NEW, OLD).is_newest(token)


def test_without_its_key_nothing_is_opened() -> None:
    token = contact_keys(OLD).encrypt("Ana Ruiz")
    with pytest.raises(ContactUnreadable):
        contact_keys(NEW).decrypt(token)


@pytest.mark.parametrize("text", ["short", "!" * 44, f"{NEW},nonsense"])
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ContactKeyFaulty) as raised:
        parse_keys(text)
    assert text not in str(raised.value)


def test_keys_are_separated_by_commas_newest_first() -> None:
    assert parse_keys(f" {NEW}, {OLD} ") == [NEW, OLD]


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    def first_token(_: int) -> str:
        return keys_of("", tmp_path / "var").encrypt("Ana")

    with ThreadPoolExecutor(8) as threads:
        tokens = list(threads.map(first_token, range(8)))
    assert {keys_of("", tmp_path / "var").decrypt(token) for token in tokens} == {"Ana"}
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["contact.key"]
    assert os.stat(tmp_path / "var" / "contact.key").st_mode & 0o077 == 0


def test_a_server_sees_a_new_key_in_the_file_at_once(tmp_path: Path) -> None:
    server = keys_of("", tmp_path)
    before = server.encrypt("Ana")
    KeyFile(tmp_path / "contact.key").add_new()
    assert not server.is_newest(before)
    assert server.decrypt(before) == "Ana"
    assert keys_of("", tmp_path).is_newest(server.encrypt("Ana"))


@pytest.mark.parametrize("text", ["", "no key"])
def test_a_damaged_key_file_is_named_and_not_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "contact.key"
    path.write_text(text)
    with pytest.raises(ContactKeyFaulty, match=r"contact\.key"):
        keys_of("", tmp_path)
    assert path.read_text() == text
