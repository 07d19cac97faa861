"""Tells what the launcher's fixes do to Rasa, with Rasa's own code beside them."""

import asyncio
import hashlib
import inspect
import json
from typing import Any, Callable

import jsonschema
import rasa
import rasa.server  # and with it all classes of events
from jsonschema import validators
from rasa.core.actions.action import RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.nlu.featurizers.sparse_featurizer.lexical_syntactic_featurizer import (
    LexicalSyntacticFeaturizer,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils import common
from rasa.utils.endpoints import EndpointConfig
from sklearn.linear_model import LogisticRegression

from bot import launcher
from tests.bot.in_rasa.copying import copies
from tests.bot.in_rasa.predicting import asking_for_words, left_out

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
    "an event and no event": {"events": [SLOT, {"event": None}]},
    "a kind of event that is a list": {"events": [{"event": ["slot"]}]},
    "a slot named by a number": {"events": [{**SLOT, "name": 1}]},
    "a time in words": {"events": [{**SLOT, "timestamp": "noon"}]},
    "a followup": {"events": [{"event": "followup", "name": "ticket_form"}]},
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


def emptiness() -> dict[str, bool]:
    domains = {"ours": Domain.load("bot/domain"), "empty": Domain.empty()}
    domains["intents alone"] = Domain.from_dict({"intents": ["greet"]})
    return {name: domain.is_empty() for name, domain in domains.items()}


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


def class_names() -> dict[str, str | None]:
    """What Rasa makes of each type of event, and of some that are none."""
    names = sorted({each.type_name for each in common.all_subclasses(Event)})
    return {name: _class_name(name) for name in (*names, "topic", "fly")}


def _class_name(type_name: str) -> str | None:
    try:
        found = Event.resolve_by_type(type_name)
    except ValueError as error:
        return str(error)
    return found.__name__ if found else None


def action_call() -> dict[str, Any]:
    """What an action is sent in the third turn of a conversation."""
    domain = Domain.load("bot/domain")
    tracker = DialogueStateTracker("c-1", domain.slots)
    for text in ("first", "second", "third"):
        tracker.update(ActionExecuted("action_listen", timestamp=1.0), domain)
        tracker.update(UserUttered(text, {"name": "ask_tax_question"}, timestamp=2.0), domain)
        tracker.update(SlotSet("last_question", text, timestamp=3.0), domain)
        tracker.update(BotUttered("an answer", timestamp=3.0), domain)
    call: dict[str, Any] = RemoteAction("action_answer_question", None)._action_call_format(
        tracker, domain
    )
    return call


def sessions() -> int:
    """How many connections' keepers so many calls get."""

    async def opened() -> int:
        endpoint, seen = EndpointConfig("http://127.0.0.1:9/"), set()
        for _ in range(3):
            async with endpoint.session() as session:
                seen.add(id(session))
                kept.append(session)
        for session in kept:
            await session.close()
        return len(seen)

    kept: list[Any] = []
    return asyncio.run(opened())


def hash_of(*functions: Callable[..., Any]) -> str:
    source = "".join(inspect.getsource(function) for function in functions)
    return hashlib.sha256(source.encode()).hexdigest()


REPLACED: dict[str, tuple[Callable[..., Any], ...]] = {
    "result": (RemoteAction._validate_action_result, RemoteAction.action_response_format_spec),
    "call": (RemoteAction._action_call_format, DialogueStateTracker.current_state),
    "events": (Event.resolve_by_type, common.all_subclasses),
    "session": (EndpointConfig.session, EndpointConfig.request),
    "query": (SQLTrackerStore._event_query, SQLTrackerStore._additional_events),
    "graph": (DaskGraphRunner.run, DaskGraphRunner._build_dask_graph, GraphNode.__call__),
    "features": (LogisticRegressionClassifier._create_X, Message.get_sparse_features),
    "classifier": (LogisticRegressionClassifier.load, LogisticRegression.decision_function),
    "empty": (Domain.is_empty, Domain.empty),
    "counts": (CountVectorsFeaturizer._create_features, CountVectorsFeaturizer.process),
    "parse": (
        MessageProcessor._parse_message_with_graph,
        RegexMessageHandler.process,
        YAMLStoryReader.unpack_regex_message,
    ),
    "words": (LexicalSyntacticFeaturizer._process_message,),
    "rules": (
        RulePolicy._find_action_from_rules,
        RulePolicy._predict,
        RulePolicy._is_rule_applicable,
        TrackerFeaturizer._choose_last_user_input,
    ),
    "copy": (
        DialogueStateTracker.__init__,
        DialogueStateTracker.init_copy,
        DialogueStateTracker.travel_back_in_time,
        FormAction._temporary_tracker,
    ),
    "cors": (rasa.server.configure_cors,),
    "tracker": (
        SQLTrackerStore.retrieve,
        SQLTrackerStore._retrieve,
        SQLTrackerStore.save,
        TrackerStore.get_or_create_tracker,
        TrackerStore.create_tracker,
        DialogueStateTracker.update,
    ),
}


def behaviour() -> dict[str, Any]:
    return {
        "schema_checks": schema_checks(calls=5),
        "verdicts": verdicts(),
        "emptiness": emptiness(),
        "class_names": class_names(),
        "call": action_call(),
        "sessions": sessions(),
        "copies": copies(),
    }


def main() -> None:
    stock = RemoteAction._validate_action_result
    found: dict[str, Any] = {
        "version": rasa.__version__,
        "refusals": {version: refusal_of(version) for version in ("3.6.20", "3.6.22", "3.7.0")},
        "untouched_after_refusal": RemoteAction._validate_action_result is stock,
        "hashes": {name: hash_of(*functions) for name, functions in REPLACED.items()},
        "stock": behaviour(),
    }
    launcher.apply_fixes()
    found["replaced"] = RemoteAction._validate_action_result is not stock
    found["fixed"] = behaviour()
    found["left_out"], found["asking_for_words"] = left_out(), asking_for_words()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
