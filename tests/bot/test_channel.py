"""Tests of the channel between server and Rasa, in a Sanic server as Rasa runs it."""

from typing import Any

import pytest

from tests.bot.rasa_process import run_in_rasa


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return run_in_rasa("channelling")


@pytest.mark.parametrize(
    "call", ["no secret", "wrong secret", "empty secret", "secret of other letters"]
)
def test_without_the_secret_nothing_reaches_rasa(found: dict[str, Any], call: str) -> None:
    answer = found["answers"][call]
    assert answer == {"status": 403, "body": {"code": "forbidden"}, "taken": 0}


def test_a_turn_comes_back_whole(found: dict[str, Any]) -> None:
    answer = found["answers"]["right secret"]
    assert answer["status"] == 200
    said, custom = answer["body"]["messages"]
    assert said == {
        "text": "Hello.",
        "buttons": [{"title": "Yes", "payload": "/affirm"}],
        "custom": {},
        "response": "utter_greet",
        "metadata": {"status": "small_talk"},
    }
    assert custom["custom"] == {"type": "answered"}


def test_a_turn_in_which_nothing_is_said_is_told_from_a_failure(found: dict[str, Any]) -> None:
    answer = found["answers"]["nothing said"]
    assert (answer["status"], answer["body"]["messages"]) == (200, [])


def test_a_failing_turn_is_an_error_and_logs_nothing_that_was_typed(found: dict[str, Any]) -> None:
    answer = found["answers"]["failing turn"]
    assert (answer["status"], answer["body"]) == (500, {"code": "turn_failed"})
    assert "turn failed: RuntimeError" in found["log"]
    assert found["marker"] not in found["log"]


def test_health_needs_no_secret(found: dict[str, Any]) -> None:
    assert found["answers"]["health"] == {"status": 200, "body": {"status": "ok"}}


def test_no_route_of_rasa_tells_a_stranger_more_than_that_it_is_up(found: dict[str, Any]) -> None:
    said = found["strangers"]
    told = {call for call, (status, body) in said.items() if body and status not in (403, 404, 405)}
    assert told == {"GET /webhooks/gateway"}
    assert {call for call, (status, _) in said.items() if status == 403} == {
        "POST /webhooks/gateway/parse",
        "POST /webhooks/gateway/webhook",
    }
    assert not any("3.6" in body or "rasa" in body.lower() for _, body in said.values())


@pytest.mark.parametrize("credentials", ["none", "empty", "variable not set"])
def test_rasa_does_not_start_without_a_secret(found: dict[str, Any], credentials: str) -> None:
    assert "ASSISTANT_INTERNAL_SECRET" in found["refusals"][credentials]
    assert found["refusals"]["set"] == ""
