"""Times masking against encoding, by hand: `.venv/bin/python -m tests.benchmarks.masking`.

Every turn is masked and encoded, so their ratio says what masking adds on any machine. The
messages are those of tests/privacy and the held-out questions.
"""

import statistics
import time
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from embeddings.exported import open_encoder
from server.privacy.identifiers import IdentifierRecognizer
from server.privacy.masking import Masker
from tests.benchmarks.load.questions import questions
from tests.privacy.measuring import GROUPS, PARTS, messages

BEFORE = ("hi, I have a question about my 2025 return", "my name is Ana", "it is about form 1040")


def timed(call: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Milliseconds of each call, after one to warm up."""
    call(texts[0])
    times = []
    for text in texts:
        began = time.perf_counter()
        call(text)
        times.append((time.perf_counter() - began) * 1000)
    return times


def main() -> None:
    masker, encoder = Masker(IdentifierRecognizer()), open_encoder()
    sets: dict[str, list[str]] = {
        "held-out questions": questions(200),
        **{
            group: [message.text for part in PARTS for message in messages(part, group)]
            for group in GROUPS
        },
        "2,000 characters with numbers": ["I paid 1250 on line 12 of form 1040. " * 54] * 20,
    }
    encoding = statistics.median(timed(lambda text: encoder.encode([text]), questions(100)))
    table = Table("masked", "texts", "p50 ms", "p95 ms", "p50 ÷ encoding a question")
    for name, texts in sets.items():
        times = timed(lambda text: masker.mask(text, BEFORE), texts)
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        table.add_row(name, str(len(texts)), f"{p50:.2f}", f"{p95:.2f}", f"{p50 / encoding:.2f}")
    console = Console()
    console.print(table)
    console.print(f"Encoding a question: {encoding:.1f} ms in the median")


if __name__ == "__main__":
    main()
