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
from pathlib import Path

from embeddings.encoder import SentenceEncoder
from server.launch.plan import FEW_THREADS
from server.settings import ROOT
from tests.benchmarks.load.questions import questions

PYTHON = ROOT / ".venv" / "bin" / "python"
WARM_UP = 10


def encoding_ms(folder: Path, number: int) -> float:
    """The median for one question, in milliseconds, of so many."""
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
    seconds: list[float] = json.loads(result.read_text())
    return statistics.median(seconds) * 1000


def main(result: Path, number: int) -> None:
    encoder = SentenceEncoder()
    encoder.encode(["warm up"] * WARM_UP)
    seconds = []
    for text in questions(number):
        began = time.perf_counter()
        encoder.encode([text])
        seconds.append(time.perf_counter() - began)
    result.write_text(json.dumps(seconds))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
