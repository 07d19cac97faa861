"""Runs the benchmarks: `python -m tests.benchmarks [NAME...]`, `make benchmark`.

In the benchmarks' own environment, var/benchmark-environment, which `make benchmark` makes.
"""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from server.settings import ROOT
from tests.benchmarks.kept import KeptRuns
from tests.benchmarks.machine import commit, this_machine
from tests.benchmarks.measuring import SECTIONS, measure_all
from tests.benchmarks.plots import draw
from tests.benchmarks.report import page
from tests.benchmarks.results import Run, read_run, write_run
from tests.benchmarks.terminal import show_machine, show_summary

FOLDER = ROOT / "var" / "benchmark"
PAGE = FOLDER / "report.html"


def main(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Some of: {', '.join(SECTIONS)}. Without: all.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A few of everything: whether it works, no figures.")
    ] = False,
    json: Annotated[Path | None, typer.Option(help="Write the run here too.")] = None,
    html: Annotated[Path, typer.Option(help="The page.")] = PAGE,
    against: Annotated[
        Path | None, typer.Option(help="The run to compare with. Without: the newest alike.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail where a goal is not met.")] = False,
) -> None:
    """Measures, shows tables, and keeps the run and its page in var/benchmark."""
    wanted = list(dict.fromkeys(names or SECTIONS))
    if unknown := [name for name in wanted if name not in SECTIONS]:
        raise typer.BadParameter(
            f"no section {', '.join(unknown)}: there are {', '.join(SECTIONS)}"
        )
    console, kept = Console(), KeptRuns(FOLDER)
    try:
        earlier = read_run(against) if against else kept.newest_with(wanted, is_quick=quick)
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"{against} is no run: {error}") from error
    began = datetime.now().astimezone().isoformat(timespec="seconds")
    run = Run(began, commit(), this_machine(), quick, ())
    show_machine(console, run.machine, run.commit)
    known = kept.newest_sections(is_quick=quick)
    sections, failures = measure_all(wanted, known, console, is_quick=quick)
    run = replace(run, sections=sections, failures=failures)
    written = [kept.keep(run), html]
    if json is not None:
        write_run(run, json)
        written.append(json)
    html.parent.mkdir(parents=True, exist_ok=True)
    html.write_text(page(run, earlier, draw), encoding="utf-8")
    show_summary(console, run, earlier)
    console.print("written:", *map(str, written), soft_wrap=True, highlight=False)
    if failures or (strict and run.unmet):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
