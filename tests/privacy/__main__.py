"""Prints recall and false positives of masking by kind: `.venv/bin/python -m tests.privacy`."""

import statistics
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from server.privacy.identifiers import IdentifierRecognizer
from tests.privacy.measuring import GROUPS, PARTS, Group, Measured, measured, messages


def main(
    wrong: Annotated[bool, typer.Option(help="List what was missed or masked needlessly.")] = False,
) -> None:
    """Prints the tables."""
    console, recognizer = Console(), IdentifierRecognizer()
    for part in PARTS:
        results = {group: measured(recognizer, messages(part, group)) for group in GROUPS}
        console.print(_table(part, results))
        if wrong:
            for result in results.values():
                console.print(*result.missed, *map(repr, result.needless), sep="\n", markup=False)
    console.print(_timed(recognizer))


def _table(part: str, results: dict[Group, Measured]) -> Table:
    table = Table("kind", "group", "found", "recall", "right kind", title=f"{part} part")
    for group, result in results.items():
        for kind, there in [*result.there.items(), ("all", result.there.total())]:
            if not there:
                continue
            counter = result.found.total() if kind == "all" else result.found[kind]
            named = result.named.total() if kind == "all" else result.named[kind]
            cells = (f"{counter}/{there}", f"{counter / there:.3f}", f"{named}/{there}")
            table.add_row(kind, group, *cells)
        taken = ", ".join(sorted(kind for kind, _ in result.needless)) or "none"
        row = (f"{result.messages} messages", f"{result.changed:.2%}", taken)
        table.add_row("masked needlessly", group, *row, end_section=True)
    return table


def _timed(recognizer: IdentifierRecognizer) -> str:
    times = []
    for part in PARTS:
        for group in GROUPS:
            for message in messages(part, group):
                began = time.perf_counter()
                recognizer.find(message.text)
                times.append((time.perf_counter() - began) * 1000)
    p95 = statistics.quantiles(times, n=20)[-1]
    return f"A message: {statistics.median(times):.2f} ms in the median, {p95:.2f} ms p95"


if __name__ == "__main__":
    typer.run(main)
