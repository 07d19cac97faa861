"""Owns the fixes to how Rasa 3.6.21 predicts an intent and an action: the same results, sooner."""

from typing import Any, Dict, List, Optional, Text, Tuple

import numpy as np
from scipy.sparse import csr_matrix

_stock: Dict[Text, Any] = {}
_Steps = List[Tuple[Text, Any, Tuple[Text, ...]]]


def apply() -> None:
    """Puts the fixes in place of Rasa's own."""
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
    from rasa.shared.core.domain import Domain

    _stock["features"] = LogisticRegressionClassifier._create_X
    _stock["load"] = LogisticRegressionClassifier.load.__func__
    _stock["is_empty"] = Domain.is_empty
    DaskGraphRunner.run = _run_graph
    LogisticRegressionClassifier._create_X = _features
    LogisticRegressionClassifier.load = classmethod(_load_classifier)
    Domain.is_empty = _is_empty


def _run_graph(
    runner: Any, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None
) -> Dict[Text, Any]:
    """Rasa plans the same graph anew at each run, and writes it out for a log that nobody keeps."""
    wanted = tuple(targets or runner._graph_schema.target_names)
    plans = runner.__dict__.setdefault("_plans", {})
    if wanted not in plans:
        plans[wanted] = _planned(runner, wanted)
    done: Dict[Text, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
    for name, node, needs in plans[wanted]:
        if name not in done:
            done[name] = node(*(done.get(need, need) for need in needs))
    return dict(done[name] for name in wanted)


def _planned(runner: Any, targets: Tuple[Text, ...]) -> _Steps:
    """The nodes in an order in which each comes after those it needs."""
    schema, steps, seen = runner._graph_schema, [], set()

    def plan(name: Text) -> None:
        if name in seen or name not in schema.nodes:  # the latter are inputs
            return
        seen.add(name)
        needs = tuple(schema.nodes[name].needs.values())
        for need in needs:
            plan(need)
        steps.append((name, runner._instantiated_nodes[name], needs))

    for target in targets:
        plan(target)
    return steps


def _features(classifier: Any, messages: List[Any]) -> Any:
    """Rasa copies all features of a message, and joins those of each of its words, for no use."""
    from rasa.shared.nlu.constants import TEXT

    of_text = [each for each in messages[0].features if each.attribute == TEXT]
    parts = [each.features for each in of_text if each.type == "sentence" and each.is_sparse()]
    if len(messages) > 1 or not parts or not all(each.is_sparse() for each in of_text):
        return _stock["features"](classifier, messages)
    places, data, width = [], [], 0
    for part in map(csr_matrix, parts):
        places.append(part.indices + width)
        data.append(part.data)
        width += part.shape[1]
    values = np.concatenate(data)
    return csr_matrix((values, np.concatenate(places), [0, len(values)]), shape=(1, width))


def _load_classifier(cls: Any, *given: Any, **named: Any) -> Any:
    """In the order of memory in which they are multiplied: they are copied each time otherwise."""
    classifier = _stock["load"](cls, *given, **named)
    if hasattr(classifier.clf, "coef_"):
        classifier.clf.coef_ = np.asfortranarray(classifier.clf.coef_)
    return classifier


def _is_empty(domain: Any) -> bool:
    """Rasa writes out the whole domain to see whether there is one."""
    return not domain.user_actions and bool(_stock["is_empty"](domain))
