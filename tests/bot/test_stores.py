"""Tests of where Rasa keeps conversations and their locks."""

from pathlib import Path
from typing import Any

import pytest

from tests.bot.rasa_process import run_in_rasa


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """SQLite, and locks in memory."""
    tracker: Path = tmp_path_factory.mktemp("tracker") / "tracker.db"
    return run_in_rasa("storing", f"sqlite+aiosqlite:///{tracker}", "")


@pytest.fixture
def shared(postgres_url: str, redis_url: str) -> dict[str, Any]:
    return run_in_rasa("storing", postgres_url, redis_url)


def test_addresses_are_those_of_the_server(embedded: dict[str, Any]) -> None:
    assert embedded["addresses"] == [
        "postgresql://a:50%25@db:5/x?sslmode=require",
        "postgresql://a@db/x",
        "sqlite:////srv/tracker.db",
    ]


def test_what_one_process_keeps_another_finds(embedded: dict[str, Any]) -> None:
    assert embedded["kept"] == 2


def test_a_conversation_takes_one_turn_at_a_time(embedded: dict[str, Any]) -> None:
    assert embedded["held_in_one_process"] == 1


def test_a_conversation_that_cannot_be_read_is_no_new_one(embedded: dict[str, Any]) -> None:
    assert embedded["failure"] == "OperationalError"


def test_a_long_conversation_is_read_from_its_last_session_on(embedded: dict[str, Any]) -> None:
    long = embedded["long"]
    assert long["in_all"] > 200
    assert long["most"] < 50
    assert long["slot"] == "question 60"
    assert long["listens"] == "action_listen"
    assert long["messages"] == [f"message {number}" for number in range(1, 61)]


def test_a_form_goes_on_in_a_new_session_as_the_run_that_it_is(embedded: dict[str, Any]) -> None:
    form = embedded["long_with_form"]
    assert form["most"] < 60
    assert form["form"] == "ticket_form"
    assert form["asked"], "it would count as one that has not run yet"
    assert form["began"] == [5.25], "it would count as another run"
    assert form["slot"] == "question 34"
    assert form["listens"] == "action_listen"
    assert form["messages"] == [f"message {number}" for number in range(1, 35)]


def test_a_kept_conversation_is_as_one_that_is_read_anew(embedded: dict[str, Any]) -> None:
    assert embedded["kept_and_read"] == {"kept": 29, "same": 29}


@pytest.mark.parametrize(
    ("conversation", "messages"),
    [
        pytest.param("c-failed", [1, 2], id="its last turn failed"),
        pytest.param("c-elsewhere", [1, 2, 3], id="another Rasa took a turn"),
        pytest.param("c-both", [1, 2, 3, 4], id="two took a turn at the same time"),
        pytest.param("c-deleted", [], id="it was deleted"),
    ],
)
def test_a_kept_conversation_that_is_out_of_date_is_read_anew(
    embedded: dict[str, Any], conversation: str, messages: list[int]
) -> None:
    found = embedded["kept_no_longer"][conversation]
    assert found == [f"message {number}" for number in messages]


def test_only_the_latest_conversations_are_kept(embedded: dict[str, Any]) -> None:
    assert embedded["most_kept"] == {"kept": 3, "first": ["message 1", "message 2"]}


@pytest.mark.services
def test_postgres_and_redis_serve_several_processes(
    embedded: dict[str, Any], shared: dict[str, Any]
) -> None:
    assert shared["kept"] == 2
    assert ["sender_id"] in shared["indexes"]
    assert shared["held_in_one_process"] == 1
    assert shared["held_in_two_processes"] == 1
    for found in ("long", "kept_and_read", "kept_no_longer", "most_kept"):
        assert shared[found] == embedded[found]
    assert shared["failure"] == "OperationalError"
