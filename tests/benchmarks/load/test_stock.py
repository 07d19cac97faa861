"""Tests of what stock Rasa is given."""

from pathlib import Path

import yaml

from server.launch.plan import FEW_THREADS, plan_for
from server.settings import ROOT, Settings
from tests.benchmarks.load.stock import on_stock_rasa, stock_config


def test_the_classifier_alone_is_another() -> None:
    ours = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    stock = yaml.safe_load(stock_config())
    names = [[part["name"] for part in config.pop("pipeline")] for config in (ours, stock)]
    assert stock == ours
    changed = [pair for pair in zip(*names, strict=True) if pair[0] != pair[1]]
    assert changed == [("LogisticRegressionClassifier", "DIETClassifier")]


def test_rasa_is_started_by_its_own_launcher_with_its_own_stores(tmp_path: Path) -> None:
    given = plan_for(Settings(var_dir=tmp_path))
    plan = on_stock_rasa(given, tmp_path / "model.tar.gz")
    command = list(plan.rasa.command)
    assert command[command.index("-m") + 1 :][:2] == ["rasa", "run"]
    port = given.rasa.ready_url.split(":")[2].split("/")[0]
    assert command[command.index("--port") + 1] == port
    assert not FEW_THREADS.keys() & plan.rasa.environment.keys()
    endpoints = yaml.safe_load((tmp_path / "endpoints.yml").read_text())
    assert endpoints["tracker_store"]["type"] == "SQL"
    assert "lock_store" not in endpoints
    assert endpoints["action_endpoint"]["url"] == given.rasa.environment["ASSISTANT_ACTIONS_URL"]


def test_it_shares_the_secret_with_the_server_which_waits_for_it(tmp_path: Path) -> None:
    given = plan_for(Settings(var_dir=tmp_path))
    plan = on_stock_rasa(given, tmp_path / "model.tar.gz")
    secret = plan.server.environment["ASSISTANT_INTERNAL_SECRET"]
    credentials = yaml.safe_load((tmp_path / "credentials.yml").read_text())
    endpoints = yaml.safe_load((tmp_path / "endpoints.yml").read_text())
    assert credentials == {"bot.channel.GatewayChannel": {"secret": secret}}
    assert endpoints["action_endpoint"]["headers"] == {"X-Assistant-Secret": secret}
    assert float(plan.server.environment["ASSISTANT_RASA_TIMEOUT_SECONDS"]) > 8
