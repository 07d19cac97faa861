"""Compares intent classifiers, by hand: `.venv/bin/python -m tests.benchmarks.classifiers`.

Trains Rasa with config.yml as it is, and with DIET in place of its classifier, then runs the
held-out examples of tests/bot/nlu through both. Takes some minutes; nothing else should run.
"""

import os
import subprocess
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from server.settings import ROOT
from tests.bot.rasa_process import RASA_PYTHON, UNREACHABLE, run_in_rasa

REPLACED = "LogisticRegressionClassifier"
DIET = {"name": "DIETClassifier", "epochs": 60, "entity_recognition": False, "random_seed": 7}


@dataclass(frozen=True)
class Measured:
    """One pipeline: seconds to train and to load, milliseconds a message, right answers."""

    train_seconds: float
    load_seconds: float
    median_ms: float
    right: dict[str, int]
    total: dict[str, int]

    @property
    def accuracy(self) -> float:
        return sum(self.right.values()) / sum(self.total.values())


def pipelines() -> dict[str, dict[str, Any]]:
    kept = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    steps = [DIET if step["name"] == REPLACED else step for step in kept["pipeline"]]
    return {"logistic regression": kept, "DIET": {**kept, "pipeline": steps}}


def measure(config: dict[str, Any], folder: Path) -> Measured:
    file = folder / "config.yml"
    file.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    started = time.perf_counter()
    subprocess.run(
        [
            *(RASA_PYTHON, "-m", "bot.launcher", "train", "--force"),
            *("--domain", "bot/domain", "--data", "bot/data", "--config", file),
            *("--out", folder, "--fixed-model-name", "model"),
        ],
        cwd=ROOT,
        env={**os.environ, **UNREACHABLE},
        check=True,
        capture_output=True,
    )
    train_seconds = time.perf_counter() - started
    report = run_in_rasa("understanding", str(folder / "model.tar.gz"))
    right: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for example in report["examples"]:
        total[example["expected"]] += 1
        right[example["expected"]] += example["intent"] == example["expected"]
    return Measured(train_seconds, report["load_seconds"], report["median_ms"], right, total)


def table_of(results: dict[str, Measured]) -> Table:
    table = Table("held-out examples", *results, title="Intent classifiers")
    measured = list(results.values())
    table.add_row("all intents", *(f"{each.accuracy:.1%}" for each in measured))
    for intent in measured[0].total:
        table.add_row(intent, *(f"{each.right[intent]}/{each.total[intent]}" for each in measured))
    table.add_section()
    table.add_row("a message, median", *(f"{each.median_ms:.1f} ms" for each in measured))
    table.add_row("loading the model", *(f"{each.load_seconds:.1f} s" for each in measured))
    table.add_row("training", *(f"{each.train_seconds:.0f} s" for each in measured))
    return table


def main() -> None:
    console = Console()
    results = {}
    for name, config in pipelines().items():
        console.print(f"{name}: training and measuring")
        with tempfile.TemporaryDirectory() as folder:
            results[name] = measure(config, Path(folder))
    console.print(table_of(results))


if __name__ == "__main__":
    main()
