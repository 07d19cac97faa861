"""Owns the fixes to Rasa 3.6.21: what it does again at each turn, or would do to a conversation."""

import functools
from types import TracebackType
from typing import Any, Dict, List, Optional, Text, Tuple, Type

# Less than the server keeps an idle connection (uvicorn: 5 s): none is reused that is being closed.
KEPT_SECONDS = 3.0
_sessions: Dict[int, Any] = {}


def apply() -> None:
    """Puts the fixes in place of Rasa's own."""
    import rasa.server
    from rasa.core.actions.action import RemoteAction
    from rasa.core.tracker_store import FailSafeTrackerStore
    from rasa.shared.core.events import Event
    from rasa.utils.endpoints import EndpointConfig

    RemoteAction._validate_action_result = _validate_action_result
    RemoteAction._action_call_format = _action_call
    Event.resolve_by_type = staticmethod(_event_class)
    EndpointConfig.session = _kept_session
    rasa.server.add_root_route = _no_root_route
    rasa.server.configure_cors = _no_cors
    FailSafeTrackerStore.on_tracker_store_error = _fail
    FailSafeTrackerStore.on_tracker_store_retrieve_error = _fail


def _fail(store: Any, error: Exception) -> None:
    """Rasa would go on as if the conversation were new, and log the statement with its values."""
    raise error


def _no_root_route(app: Any) -> None:
    """Rasa's own names its version to whoever asks. What is served is bot/channel.py's alone."""


def _no_cors(app: Any, cors_origins: Any = None) -> None:
    """Rasa's own goes over the headers of every reply: no browser reaches this application."""


def _validate_action_result(action: Any, result: Dict[Text, Any]) -> bool:
    """Rasa checks its constant schema against the meta-schema at every call, and each event against
    the schemas of all events: here, once, and against its own.
    """
    shape, of_event, of_any = _result_validators()
    shape.validate(result)
    for event in result.get("events", ()):
        kind = event.get("event") if isinstance(event, dict) else None
        of_event.get(str(kind), of_any).validate(event)
    return True


@functools.lru_cache(maxsize=1)
def _result_validators() -> Tuple[Any, Dict[Text, Any], Any]:
    """Of a result but for its events, of each kind of event, and of an event of whatever kind."""
    from jsonschema import validators
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    cls = validators.validator_for(schema)
    cls.check_schema(schema)
    event = schema["properties"]["events"]["items"]
    of_event = {
        each["properties"]["event"]["const"]: cls({**event, "oneOf": [each]})
        for each in event["oneOf"]
    }
    shape = {**schema["properties"], "events": {"type": "array"}}
    return cls({**schema, "properties": shape}), of_event, cls(event)


def _action_call(action: Any, tracker: Any, domain: Any) -> Dict[Text, Any]:
    """Rasa sends the whole domain and all that was ever said: here, what an action reads. Of the
    past those are the actions that ran, by name and time.
    """
    import rasa
    from rasa.shared.core.trackers import EventVerbosity

    state = tracker.current_state(EventVerbosity.NONE)
    return {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": {**state, "events": _events_read(tracker)},
        "domain": {"forms": domain.forms},
        "version": rasa.__version__,
    }


def _events_read(tracker: Any) -> List[Dict[Text, Any]]:
    """All after the latest message; before it the actions."""
    from rasa.shared.core.events import ActionExecuted, UserUttered

    events = list(tracker.events)
    messages = [at for at, event in enumerate(events) if isinstance(event, UserUttered)]
    latest = messages[-1] if messages else -1
    before = [
        {"event": "action", "name": event.action_name, "timestamp": event.timestamp}
        for event in events[: latest + 1]
        if isinstance(event, ActionExecuted)
    ]
    return [*before, *(event.as_dict() for event in events[latest + 1 :])]


def _event_class(type_name: Text, default: Optional[Type[Any]] = None) -> Optional[Type[Any]]:
    """Rasa looks through all classes of events for each event it reads: here, once."""
    found = _event_classes().get(type_name, default)
    if found is None and type_name != "topic":  # Rasa's word for an event it once had
        raise ValueError(f"Unknown event name '{type_name}'.")
    return found


@functools.lru_cache(maxsize=1)
def _event_classes() -> Dict[Text, Type[Any]]:
    from rasa.shared.core.events import Event
    from rasa.shared.utils.common import all_subclasses

    return {each.type_name: each for each in reversed(all_subclasses(Event))}


class _Kept:
    """Lends a session and does not close it."""

    def __init__(self, session: Any) -> None:
        self._session = session

    async def __aenter__(self) -> Any:
        return self._session

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        """Others go on using it."""


def _kept_session(endpoint: Any) -> _Kept:
    """Rasa opens a session, and with it a connection, for every call."""
    import aiohttp
    from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT

    session = _sessions.get(id(endpoint))
    if session is None or session.closed:
        session = aiohttp.ClientSession(
            headers=endpoint.headers,
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_SECONDS),
            timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
        )
        _sessions[id(endpoint)] = session
    return _Kept(session)


async def close_sessions() -> None:
    """When Rasa stops."""
    while _sessions:
        await _sessions.popitem()[1].close()
