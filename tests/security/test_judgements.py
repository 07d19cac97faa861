"""Tests of the judgements: what each leans on in this project is still so."""

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from server.launch.plan import plan_for
from server.settings import ROOT, Settings
from tests.security.judgements import Judgement, pinned_versions, read_judgements

# Components of Rasa that load no network: what the judgements on TensorFlow and Keras lean on.
WITHOUT_A_NETWORK = {
    "WhitespaceTokenizer",
    "LexicalSyntacticFeaturizer",
    "CountVectorsFeaturizer",
    "LogisticRegressionClassifier",
    "FallbackClassifier",
    "RulePolicy",
}


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_every_judgement_is_about_a_version_that_is_pinned() -> None:
    judgements = read_judgements()
    assert judgements.judgements
    assert judgements.stale(pinned_versions()) == []


def test_no_finding_is_judged_twice() -> None:
    ids = [(one.package, name) for one in read_judgements().judgements for name in one.ids]
    assert len(ids) == len(set(ids))


def test_what_is_reachable_says_what_is_done_about_it() -> None:
    given = read_judgements().judgements[0].model_dump()
    with pytest.raises(ValidationError, match="say what is done about it"):
        Judgement(**{**given, "reachable": True, "mitigated": ""})


def test_the_readme_has_the_judgements_as_they_are() -> None:
    readme = (ROOT / "tests" / "security" / "README.md").read_text(encoding="utf-8")
    assert read_judgements().table() in readme


def test_no_component_of_rasa_loads_a_network() -> None:
    config = read("config.yml")
    named = {component["name"] for component in config["pipeline"] + config["policies"]}
    assert named <= WITHOUT_A_NETWORK


def test_the_one_channel_is_ours() -> None:
    assert list(read("bot/credentials.yml")) == ["bot.channel.GatewayChannel"]


def test_rasa_calls_our_server_alone_and_keeps_trackers_in_sql() -> None:
    endpoints = read("bot/endpoints.yml")
    assert set(endpoints) <= {"action_endpoint", "tracker_store", "lock_store"}
    assert endpoints["action_endpoint"]["url"] == "${ASSISTANT_ACTIONS_URL}"
    assert endpoints["tracker_store"]["type"] == "bot.stores.Trackers"
    assert "class Trackers(SQLTrackerStore)" in (ROOT / "bot" / "stores.py").read_text("utf-8")


def test_rasas_own_api_is_off_and_it_listens_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSISTANT_RASA_URL", raising=False)
    command = plan_for(Settings()).rasa.command
    assert "--enable-api" not in command
    assert command[command.index("--interface") + 1] == "127.0.0.1"


def test_telemetry_is_off() -> None:
    launcher = (ROOT / "bot" / "launcher.py").read_text(encoding="utf-8")
    assert 'os.environ["RASA_TELEMETRY_ENABLED"] = "false"' in launcher
