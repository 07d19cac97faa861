"""Times encoding questions one by one, `python -m tests.benchmarks.load.encoding FILE`, as JSON.

A process of its own, so that it runs as the server does: the same Python, as many threads, nothing
else in it.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from embeddings.encoder import Encoder, SentenceEncoder
from embeddings.exported import ExportedEncoder
from server.launch.plan import FEW_THREADS
from server.settings import ROOT
from tests.benchmarks.load.questions import questions

PYTHON = ROOT / ".venv" / "bin" / "python"
WARM_UP = 10


@dataclass(frozen=True)
class Encoding:
    """The median for one question, in milliseconds: as it is served, and by the model's weights."""

    exported: float
    weights: float


def encoding_ms(folder: Path, number: int) -> Encoding:
    """Of so many questions."""
    result = folder / "encoding.json"
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "tests.benchmarks.load.encoding",
        result,
        str(number),
    ]
    environment = {**os.environ, **FEW_THREADS}
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=environment)
    seconds: dict[str, list[float]] = json.loads(result.read_text())
    medians = {name: statistics.median(each) * 1000 for name, each in seconds.items()}
    return Encoding(medians["exported"], medians["weights"])


def main(result: Path, number: int) -> None:
    texts = questions(number)
    seconds = {
        "exported": _seconds(ExportedEncoder(), texts),
        "weights": _seconds(SentenceEncoder(), texts),
    }
    result.write_text(json.dumps(seconds))


def _seconds(encoder: Encoder, texts: Sequence[str]) -> list[float]:
    encoder.encode(["warm up"] * WARM_UP)
    seconds = []
    for text in texts:
        began = time.perf_counter()
        encoder.encode([text])
        seconds.append(time.perf_counter() - began)
    return seconds


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
