"""Owns the results as tables on the terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from tests.benchmarks.comparing import changes
from tests.benchmarks.figures import shown, shown_percent
from tests.benchmarks.results import Cell, Machine, Run, Section, Table

STYLES = {"met": "", "not met": "red", "": ""}


def show_machine(console: Console, machine: Machine, commit: str) -> None:
    versions = ", ".join(f"{name} {number}" for name, number in machine.versions)
    console.print(
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gib} GiB, "
        f"load before {machine.load}, commit {commit or 'unknown'}\n{versions}",
        markup=False,
        highlight=False,
    )


def show_section(console: Console, section: Section) -> None:
    console.rule(escape(section.title))
    for table in section.tables:
        console.print(_table(table))
    for note in section.notes:
        console.print(note, markup=False, highlight=False)


def show_summary(console: Console, run: Run, earlier: Run | None) -> None:
    """Each ratio with its goal, and what it was before; then what failed."""
    title = "Ratios" + (f" (before: {earlier.began}, {earlier.commit})" if earlier else "")
    table = RichTable(title=escape(title))
    for column in ("section", "ratio", "of", "goal", "before", "now", "change", ""):
        table.add_column(column, justify="right" if column in ("before", "now") else "left")
    for change in changes(run, earlier):
        ratio, verdict = change.ratio, change.verdict
        told = (change.section, ratio.name, ratio.of, ratio.goal)
        figures = (shown(change.before), shown(ratio.value), shown_percent(change.percent))
        table.add_row(*map(escape, (*told, *figures, verdict)), style=STYLES[verdict])
    console.print(table)
    for name, error in run.failures:
        console.print(f"[bold red]{escape(name)} failed:[/] {escape(error)}", highlight=False)


def _table(table: Table) -> RichTable:
    drawn = RichTable(title=escape(table.title), title_justify="left")
    for at, column in enumerate(table.columns):
        drawn.add_column(escape(column), justify="right" if is_number(table, at) else "left")
    for row in table.rows:
        drawn.add_row(*(escape(shown(cell)) for cell in row))
    return drawn


def is_number(table: Table, at: int) -> bool:
    """Whether the column at that place holds numbers, gaps aside."""
    cells: list[Cell] = [row[at] for row in table.rows if row[at] is not None]
    return bool(cells) and not any(isinstance(cell, str) for cell in cells)
