"""Owns `python -m tests.browser.accessibility`: the conformance report from a run of its tests."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from embeddings.presentation_report import write_document
from tests.browser.accessibility.criteria import read_criteria
from tests.browser.accessibility.report import below_claim, document_of
from tests.browser.accessibility.running import run

REPORT = Path("var/accessibility-report.html")


def main(
    html: Annotated[Path, typer.Option(help="Write the report here.")] = REPORT,
) -> None:
    """Runs the tests and writes the report; fails where they do not bear out what is claimed."""
    criteria = read_criteria()
    results = run(criteria.evidence.values())
    write_document(Console(), document_of(criteria, results), html, None)
    below = below_claim(criteria, results.of(criteria))
    if below:
        print(f"below what is claimed: {', '.join(below)}")
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
