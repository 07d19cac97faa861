"""Owns what the runner shows on a terminal: progress, failures as they come, tables at the end."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from tests.runner.diff import diff_lines, title_of
from tests.runner.results import CaseResult, Outcome

STYLES = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "red",
    Outcome.UNSUPPORTED: "yellow",
    Outcome.ERROR: "magenta",
}
LINE_STYLES = {
    "title": "bold",
    "plain": "",
    "expected": "green",
    "actual": "red",
    "unsupported": "yellow",
}


def show_as_they_come(
    console: Console, results: Iterable[CaseResult], expected: int
) -> list[CaseResult]:
    """A line for each case, and the difference where there is one."""
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    seen = []
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=expected)
        for result in results:
            seen.append(result)
            _show(progress.console, result)
            progress.update(task, advance=1, description=result.case.name)
    return seen


def show_totals(console: Console, results: Sequence[CaseResult]) -> None:
    own = [each for each in results if each.variation is None]
    _show_files(console, own)
    _show_bad(console, own)
    _show_flaky(console, own)
    varied = [each for each in results if each.variation is not None]
    if varied:
        _show_variations(console, varied)


def _show(console: Console, result: CaseResult) -> None:
    line = Text()
    is_broken = result.variation is not None and result.outcome is Outcome.FAILED
    line.append(f"{'breaks' if is_broken else result.outcome:<11}", STYLES[result.outcome])
    line.append(f" {result.seconds:5.1f} s  {title_of(result)}")
    if result.outcome is not Outcome.PASSED:
        line.append(f"  {result.case.place}", "bold")
    console.print(line, soft_wrap=True)
    if result.outcome is Outcome.PASSED or result.variation is not None:
        return
    for each in diff_lines(result):
        if each.kind != "title":
            console.print(Text(each.text, LINE_STYLES[each.kind]), soft_wrap=True)


def _show_files(console: Console, results: Sequence[CaseResult]) -> None:
    files: dict[Path, list[CaseResult]] = {}
    for each in results:
        files.setdefault(each.case.place.file, []).append(each)
    table = Table("file", *(str(each) for each in Outcome), "seconds", show_footer=True)
    for column in table.columns[1:]:
        column.justify = "right"
    for file, of_file in files.items():
        table.add_row(file.name, *_counts(of_file), f"{_seconds(of_file):.1f}")
    table.columns[0].footer = f"{len(results)} {'case' if len(results) == 1 else 'cases'}"
    footers = (*_counts(results), f"{_seconds(results):.1f}")
    for column, footer in zip(table.columns[1:], footers, strict=True):
        column.footer = footer
    console.print(table)


def _counts(results: Sequence[CaseResult]) -> list[str]:
    counts = Counter(each.outcome for each in results)
    return [str(counts[outcome] or "") for outcome in Outcome]


def _seconds(results: Sequence[CaseResult]) -> float:
    return sum(each.seconds for each in results)


def _show_bad(console: Console, results: Sequence[CaseResult]) -> None:
    """Once more, where they are many: which ones to look for above."""
    bad = [each for each in results if each.outcome in (Outcome.FAILED, Outcome.ERROR)]
    for each in bad if len(results) > 1 else ():
        line = Text(f"{each.outcome:<7}", STYLES[each.outcome])
        console.print(line.append(f" {each.case.place} {title_of(each)}", ""), soft_wrap=True)


def _show_flaky(console: Console, results: Sequence[CaseResult]) -> None:
    """Cases that came out now so, now so."""
    outcomes: dict[str, list[Outcome]] = {}
    for each in results:
        outcomes.setdefault(f"{each.case.place} {each.case.name}", []).append(each.outcome)
    for name, of_case in outcomes.items():
        if len(set(of_case)) > 1:
            passed = of_case.count(Outcome.PASSED)
            console.print(Text(f"flaky: {name}: passed {passed} of {len(of_case)} times", "yellow"))


def _show_variations(console: Console, results: Sequence[CaseResult]) -> None:
    broken = [each for each in results if each.outcome is not Outcome.PASSED]
    every, bad = (Counter(_kind(each) for each in some) for some in (results, broken))
    kinds = ", ".join(f"{kind} {bad[kind]} of {every[kind]}" for kind in every)
    console.print(f"{len(broken)} of {len(results)} variations break: {kinds}", soft_wrap=True)
    if not broken:
        return
    table = Table("case", "variation", "expected", "instead")
    for each in broken:
        expected = each.case.steps[-1].expectations[0].written
        table.add_row(each.case.name, each.variation, expected, _instead(each))
    console.print(table)


def _kind(result: CaseResult) -> str:
    """In which way it was varied."""
    return (result.variation or "").partition(":")[0]


def _instead(result: CaseResult) -> str:
    last = result.steps[-1]
    return last.error or "; ".join(each.actual for each in last.mismatches)
