"""Tells what the launcher's fixes do to Rasa, with Rasa's own code beside them."""

import hashlib
import inspect
import json
from typing import Any, Callable

import jsonschema
import rasa
from jsonschema import validators
from rasa.core.actions.action import RemoteAction

from bot import launcher

SLOT = {"event": "slot", "name": "misses", "value": 1, "timestamp": None}
RESULTS: dict[str, Any] = {
    "no events, no responses": {"events": [], "responses": []},
    "an event and a response": {"events": [SLOT], "responses": [{"text": "hello"}]},
    "more than asked for": {"events": [], "responses": [], "extra": 1},
    "events missing": {"responses": []},
    "responses missing": {"events": []},
    "empty": {},
    "events are null": {"events": None, "responses": []},
    "events are text": {"events": "slot", "responses": []},
    "an event is text": {"events": ["slot"], "responses": []},
    "an event has no type": {"events": [{"name": "misses"}], "responses": []},
    "an event of a type nobody knows": {"events": [{"event": "fly"}], "responses": []},
    "a slot without a name": {"events": [{"event": "slot", "value": 1}], "responses": []},
    "responses are an object": {"events": [], "responses": {"text": "hello"}},
    "a response is text": {"events": [], "responses": ["hello"]},
    "a list": [],
    "null": None,
}


def is_accepted(result: Any) -> bool:
    action = RemoteAction("action_listen", None)
    try:
        return bool(action._validate_action_result(result))
    except jsonschema.ValidationError:
        return False


def verdicts() -> dict[str, bool]:
    return {name: is_accepted(result) for name, result in RESULTS.items()}


def schema_checks(calls: int) -> int:
    """How often the schema itself is checked in so many calls."""
    cls = validators.validator_for(RemoteAction.action_response_format_spec())
    stock, counted = cls.check_schema, []

    def counting(schema: dict[str, Any]) -> None:
        counted.append(1)
        stock(schema)

    cls.check_schema = counting
    for _ in range(calls):
        is_accepted(RESULTS["an event and a response"])
    cls.check_schema = stock
    return len(counted)


def refusal_of(version: str) -> str:
    """What the launcher says to another version of Rasa; empty when it says nothing."""
    installed, rasa.__version__ = rasa.__version__, version
    try:
        launcher.apply_fixes()
    except launcher.UnknownRasaVersion as error:
        return str(error)
    finally:
        rasa.__version__ = installed
    return ""


def hash_of(*functions: Callable[..., Any]) -> str:
    source = "".join(inspect.getsource(function) for function in functions)
    return hashlib.sha256(source.encode()).hexdigest()


def main() -> None:
    stock = RemoteAction._validate_action_result
    found: dict[str, Any] = {
        "version": rasa.__version__,
        "refusals": {version: refusal_of(version) for version in ("3.6.20", "3.6.22", "3.7.0")},
        "untouched_after_refusal": RemoteAction._validate_action_result is stock,
        "stock_hash": hash_of(stock, RemoteAction.action_response_format_spec),
        "stock_verdicts": verdicts(),
        "stock_schema_checks": schema_checks(calls=5),
    }
    launcher.apply_fixes()
    found["replaced"] = RemoteAction._validate_action_result is not stock
    found["fixed_schema_checks"] = schema_checks(calls=5)
    found["fixed_verdicts"] = verdicts()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
