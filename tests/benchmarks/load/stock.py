"""Owns the bot on stock Rasa: Rasa's own launcher, classifier, tracker store and locks."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import yaml

from server.launch.commands import run_logged
from server.launch.plan import FEW_THREADS, QUIET, Plan
from server.launch.prepare import TRAINING_ENVIRONMENT
from server.launch.steps import Project, Step, inputs_digest
from server.settings import ROOT

PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
KEPT = ROOT / "var" / "benchmark"
# Rasa's default is 300, at more than a minute each on two cores; how well it classifies is not
# what is measured, and a turn costs the same.
EPOCHS = 3
# Waits a slow Rasa out, where the default would answer without it.
TIMEOUT_SECONDS = 60
QUIETLY = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
ABOUT = (
    "Stock Rasa is the same bot, content and server with Rasa as `rasa run` starts it: without "
    "bot/launcher.py and the fixes it applies, with Rasa's SQL tracker store (SQLite), locks in "
    "memory, default threads, and DIETClassifier in place of LogisticRegressionClassifier, trained "
    f"for {EPOCHS} epochs, for training is not what is measured. It has our channel, through which "
    "our server calls it, and calls our server's actions with Rasa's own payload. Our server waits "
    f"{TIMEOUT_SECONDS} s for it, so that none of its turns is answered without it."
)


def stock_config() -> str:
    """The root's config.yml with DIET as its classifier."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    diet = {
        "name": "DIETClassifier",
        "epochs": EPOCHS,
        "constrain_similarities": True,
        "random_seed": 7,
    }
    pipeline = [
        diet if part["name"] == "LogisticRegressionClassifier" else part
        for part in config["pipeline"]
    ]
    if diet not in pipeline:
        raise ValueError("config.yml has no LogisticRegressionClassifier to put DIET in place of")
    return yaml.safe_dump({**config, "pipeline": pipeline}, sort_keys=False)


def kept_model() -> Path:
    """Where the model for the present bot and content is, or will be."""
    inputs = ("bot/domain", "bot/data", "bot/importer.py", "knowledge")
    step = Step("stock", "stock model", inputs, (), lambda _: None, also=(stock_config(),))
    digest = inputs_digest(step, Project(ROOT))
    return KEPT / f"stock-{digest[:16]}.tar.gz"


def trained_model(say: Callable[[str], None]) -> Path:
    """Trains it where it is not kept. Raises StepFailed."""
    model = kept_model()
    if not model.exists():
        say(f"stock Rasa: training DIET for {EPOCHS} epochs, once for this content")
        train(model)
    return model


def train(model: Path) -> None:
    """The model appears whole or not at all, in place of those for earlier content (100 MB)."""
    building = KEPT / "building"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    config = building / "config.yml"
    config.write_text(stock_config(), encoding="utf-8")
    options = ["--domain", "bot/domain", "--data", "bot/data", "--config", config]
    options += ["--fixed-model-name", "stock", "--out", building]
    run_logged(
        [PYTHON, *QUIET, "-m", "rasa", "train", *options],
        "training stock Rasa",
        KEPT / "stock-training.log",
        folder=ROOT,
        environment={**TRAINING_ENVIRONMENT, **QUIETLY},
    )
    for older in KEPT.glob("stock-*.tar.gz"):
        older.unlink()
    (building / "stock.tar.gz").replace(model)
    shutil.rmtree(building)


def on_stock_rasa(plan: Plan, model: Path) -> Plan:
    """The plan with stock Rasa in place of ours; what it reads is written into `plan.var`."""
    given = plan.rasa.environment
    endpoints, credentials = plan.var / "endpoints.yml", plan.var / "credentials.yml"
    _write(
        endpoints,
        {
            "action_endpoint": {
                "url": given["ASSISTANT_ACTIONS_URL"],
                "headers": {"X-Assistant-Secret": given["ASSISTANT_INTERNAL_SECRET"]},
            },
            "tracker_store": {
                "type": "SQL",
                "dialect": "sqlite",
                "db": str(plan.var / "stock-tracker.db"),
            },
        },
    )
    _write(
        credentials,
        {"bot.channel.GatewayChannel": {"secret": given["ASSISTANT_INTERNAL_SECRET"]}},
    )
    port = plan.rasa.ready_url.split(":")[2].split("/")[0]
    command = (
        *(str(PYTHON), *QUIET, "-m", "rasa", "run", "--model", str(model)),
        *("--endpoints", str(endpoints), "--credentials", str(credentials)),
        *("--interface", "127.0.0.1", "--port", port, "--quiet"),
    )
    environment = {name: value for name, value in given.items() if name not in FEW_THREADS}
    rasa = replace(plan.rasa, command=command, environment={**environment, **QUIETLY})
    patient = {"ASSISTANT_RASA_TIMEOUT_SECONDS": str(TIMEOUT_SECONDS)}
    server = replace(plan.server, environment={**plan.server.environment, **patient})
    return replace(plan, server=server, rasa=rasa, model=model)


def _write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
