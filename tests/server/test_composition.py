"""Tests of the key that ticket secrets are made with."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from pydantic import SecretStr

from server.composition import KeyMissing, secret_key
from tests.factories import server_settings


def test_the_key_that_is_set_is_used(tmp_path: Path) -> None:
    settings = server_settings(tmp_path, secret_key=SecretStr("given"))
    assert secret_key(settings) == b"given"
    assert list(tmp_path.iterdir()) == []


def test_else_one_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    settings = server_settings(tmp_path / "var", secret_key=SecretStr(""))
    made = secret_key(settings)
    assert len(made) == 64
    assert secret_key(settings) == made
    (file,) = (tmp_path / "var").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_empty_file_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()
    settings = server_settings(tmp_path, secret_key=SecretStr(""))
    assert len(secret_key(settings)) == 64


def test_servers_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    settings = server_settings(tmp_path, secret_key=SecretStr(""))
    starting = Barrier(8)

    def start(_: int) -> bytes:
        starting.wait()
        return secret_key(settings)

    with ThreadPoolExecutor(8) as pool:
        (key,) = set(pool.map(start, range(8)))
    assert len(key) == 64


def test_servers_on_one_postgresql_must_be_given_their_key(tmp_path: Path) -> None:
    given = {"database_url": "postgresql+asyncpg://db/assistant"}
    settings = server_settings(tmp_path, secret_key=SecretStr(""), **given)
    with pytest.raises(KeyMissing, match="ASSISTANT_SECRET_KEY"):
        secret_key(settings)
    assert list(tmp_path.iterdir()) == []
