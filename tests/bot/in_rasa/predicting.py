"""Tells what is left out of a prediction, and where it is not."""

import json
from types import SimpleNamespace

from bot import features, predicting

UNHAPPY = "rules_for_loop_unhappy_path"


def step(component: str, needs: dict[str, str]) -> SimpleNamespace:
    return SimpleNamespace(uses=type(component, (), {}), needs=needs)


def left_out() -> dict[str, list[str]]:
    """Which steps of a graph do something else, in graphs that differ in who reads them."""
    found = {}
    for reader, given in (
        ("LogisticRegressionClassifier", {"messages": "__message__"}),
        ("DIETClassifier", {"messages": "__message__"}),
        ("LogisticRegressionClassifier", {"training_data": "finetuning_validator"}),
    ):
        (key,) = given
        nodes = {
            "words": step("LexicalSyntacticFeaturizer", given),
            "counts": step("CountVectorsFeaturizer", {key: "words"}),
            "reader": step(reader, {key: "counts"}),
        }
        before: list[features.Step] = [
            (name, SimpleNamespace(_component=SimpleNamespace()), ()) for name in nodes
        ]
        after = features.without_words(SimpleNamespace(nodes=nodes), before)
        found[f"{reader} of {key}"] = [
            name
            for (name, node, _), (_, now, _) in zip(before, after, strict=True)
            if now is not node or vars(node._component)
        ]
    return found


def asking_for_words() -> dict[str, bool]:
    """Whether rules are looked for by the words of a message, for sets of one rule."""
    listening = {"prev_action": {"action_name": "action_listen"}}
    rules = {
        "an intent": [{**listening, "user": {"intent": "greet"}}],
        "words": [{**listening, "user": {"text": "hello"}}],
        "whatever is said": [listening],
        "after an action": [listening, {"prev_action": {"action_name": "utter_greet"}}],
    }
    return {
        name: predicting._asks_for_words(
            SimpleNamespace(lookup={"rules": {json.dumps(rule): "x"}, UNHAPPY: {}})
        )
        for name, rule in rules.items()
    }
