"""Owns the fixes to how Rasa 3.6.21 predicts an intent and an action: the same results, sooner."""

import json
from typing import Any, Dict, List, Optional, Text, Tuple

from bot.features import Step, without_words

_stock: Dict[Text, Any] = {}


def apply() -> None:
    """Puts the fixes in place of Rasa's own."""
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.shared.core.domain import Domain

    _stock["rules"] = RulePolicy._find_action_from_rules
    _stock["is_empty"] = Domain.is_empty
    DaskGraphRunner.run = _run_graph
    RulePolicy._find_action_from_rules = _action_from_rules
    Domain.is_empty = _is_empty


def _run_graph(
    runner: Any, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None
) -> Dict[Text, Any]:
    """Rasa plans the same graph anew at each run, and writes it out for a log that nobody keeps."""
    wanted = tuple(targets or runner._graph_schema.target_names)
    plans = runner.__dict__.setdefault("_plans", {})
    if wanted not in plans:
        plans[wanted] = without_words(runner._graph_schema, _planned(runner, wanted))
    done: Dict[Text, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
    for name, node, needs in plans[wanted]:
        if name not in done:
            done[name] = node(*(done.get(need, need) for need in needs))
    return dict(done[name] for name in wanted)


def _planned(runner: Any, targets: Tuple[Text, ...]) -> List[Step]:
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


def _action_from_rules(
    policy: Any, tracker: Any, domain: Any, use_text_for_last_user_input: bool
) -> Tuple[Optional[Text], Optional[Text], bool]:
    """Rasa looks for rules that go by the words of a message, too, where there are none."""
    if use_text_for_last_user_input:
        if "_asks_for_words" not in policy.__dict__:
            policy._asks_for_words = _asks_for_words(policy)
        if not policy._asks_for_words:
            return None, None, False
    found: Tuple[Optional[Text], Optional[Text], bool] = _stock["rules"](
        policy, tracker, domain, use_text_for_last_user_input
    )
    return found


def _asks_for_words(policy: Any) -> bool:
    """Whether a rule may hold right after a message whose intent is not known."""
    lookup = policy.lookup
    rules = [*lookup["rules"], *lookup["rules_for_loop_unhappy_path"]]
    latest = [json.loads(rule)[-1] for rule in rules]
    return any(
        state.get("prev_action", {}).get("action_name") == "action_listen"
        and not state.get("user", {}).get("intent")
        for state in latest
    )


def _is_empty(domain: Any) -> bool:
    """Rasa writes out the whole domain to see whether there is one."""
    return not domain.user_actions and bool(_stock["is_empty"](domain))
