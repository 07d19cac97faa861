"""Tests of the launcher's fixes against the Rasa that is installed."""

from typing import Any

import pytest

from tests.bot.rasa_process import run_in_rasa

# Of RemoteAction's _validate_action_result and action_response_format_spec in Rasa 3.6.21. Another
# hash: read the new code, decide whether the fix in bot/launcher.py is still needed and still
# right, then change the hash.
STOCK_HASH = "92c725034cf9d06a0bacc907e9a07deb21b7be90687a0dbd5002dd17aa5031b5"


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return run_in_rasa("launching")


def test_rasa_is_the_version_the_fixes_were_written_for(found: dict[str, Any]) -> None:
    assert found["version"] == "3.6.21"
    assert found["replaced"]


@pytest.mark.parametrize("version", ["3.6.20", "3.6.22", "3.7.0"])
def test_another_version_of_rasa_does_not_start(found: dict[str, Any], version: str) -> None:
    assert f"fixes Rasa 3.6.21, found {version}" in found["refusals"][version]
    assert found["untouched_after_refusal"]


def test_the_code_that_is_replaced_has_not_changed(found: dict[str, Any]) -> None:
    assert found["stock_hash"] == STOCK_HASH


def test_rasa_itself_checks_its_schema_at_every_call(found: dict[str, Any]) -> None:
    assert found["stock_schema_checks"] == 5, "the fix is not needed any more"


def test_the_fix_checks_the_schema_once(found: dict[str, Any]) -> None:
    assert found["fixed_schema_checks"] == 1


def test_the_fix_accepts_and_rejects_what_rasa_does(found: dict[str, Any]) -> None:
    assert found["fixed_verdicts"] == found["stock_verdicts"]


@pytest.mark.parametrize(
    ("result", "accepted"),
    [
        ("no events, no responses", True),
        ("an event and a response", True),
        ("events missing", True),  # the schema asks for neither
        ("events are text", False),
        ("an event has no type", False),
        ("a slot without a name", False),
        ("a response is text", False),
        ("a list", False),
    ],
)
def test_verdict(found: dict[str, Any], result: str, accepted: bool) -> None:
    assert found["fixed_verdicts"][result] is accepted
