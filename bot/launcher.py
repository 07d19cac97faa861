"""Owns how Rasa starts: telemetry off, and fixes that hold for exactly one version of it."""

import functools
import os
import sys
from typing import Any, Callable, Dict

FIXED_VERSION = "3.6.21"


class UnknownRasaVersion(RuntimeError):
    """The installed Rasa is not the one the fixes were written for."""


def main() -> None:
    """Runs Rasa's own command line with the fixes in place."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # Rasa expands only what is set.
    os.environ.setdefault("ASSISTANT_REDIS_URL", "")
    import rasa.__main__

    apply_fixes()
    sys.argv[0] = "rasa"
    rasa.__main__.main()


def apply_fixes() -> None:
    """Raises UnknownRasaVersion when Rasa is another one than the fixes were written for."""
    import rasa
    import rasa.server
    from rasa.core.actions.action import RemoteAction
    from rasa.core.tracker_store import FailSafeTrackerStore

    if rasa.__version__ != FIXED_VERSION:
        raise UnknownRasaVersion(
            f"bot/launcher.py fixes Rasa {FIXED_VERSION}, found {rasa.__version__}: "
            "check whether the fixes are still needed, then change FIXED_VERSION"
        )
    RemoteAction._validate_action_result = _validate_action_result
    rasa.server.add_root_route = _no_root_route
    FailSafeTrackerStore.on_tracker_store_error = _fail
    FailSafeTrackerStore.on_tracker_store_retrieve_error = _fail


def _fail(store: Any, error: Exception) -> None:
    """Rasa would go on as if the conversation were new, and log the statement with its values."""
    raise error


def _no_root_route(app: Any) -> None:
    """Rasa's own names its version to whoever asks. What is served is bot/channel.py's alone."""


def _validate_action_result(action: Any, result: Dict[str, Any]) -> bool:
    """Rasa checks its constant schema against the meta-schema at every call: here, once."""
    _result_validator()(result)
    return True


@functools.lru_cache(maxsize=1)
def _result_validator() -> Callable[[Dict[str, Any]], None]:
    from jsonschema import validators
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    cls = validators.validator_for(schema)
    cls.check_schema(schema)
    validator: Callable[[Dict[str, Any]], None] = cls(schema).validate
    return validator


if __name__ == "__main__":
    main()
