"""Tests of the page and of the terminal's tables: goals, before and after, nothing that runs."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from tests.benchmarks.drawings import inline_svg
from tests.benchmarks.figures import shown
from tests.benchmarks.machine import commit, this_machine
from tests.benchmarks.report import page
from tests.benchmarks.results import Line, Machine, Plot, Ratio, Run, Section, Table
from tests.benchmarks.terminal import show_machine, show_section, show_summary

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
SECTION = Section(
    "turns",
    "Turns & <more>",
    "How it was measured.",
    ratios=(
        Ratio("throughput", 7.2, "ours ÷ stock", at_least=6),
        Ratio("p50", 3.4, "p50 ÷ encoding", at_most=3),
        Ratio("side by side", 1.5, "a ÷ b"),
    ),
    tables=(Table("By conversations", ("[at once]", "p50 ms"), ((8, 1234.5), (16, None))),),
    plots=(Plot("Growth", "n", "ms", (Line("ours", ((1, 2),)),)),),
    notes=("A <note>.",),
    pictures=(("Flame graph", SVG.format("<script>alert(1)</script><text>main</text>")),),
)
RUN = Run(
    "2026-11-23T18:00:00+00:00",
    "abc1234",
    Machine("A processor", 2, 23.5, 0.1, (("python", "3.11.7"),)),
    False,
    (SECTION,),
    (("long", "RuntimeError: <b>stuck</b>"),),
)
EARLIER = replace(
    RUN, sections=(replace(SECTION, ratios=(Ratio("throughput", 6.0, "ours ÷ stock"),)),)
)


def page_of(run: Run, earlier: Run | None = None) -> str:
    return page(run, earlier, lambda plot: SVG.format(f"<text>{plot.title} drawn</text>"))


def told(run: Run, earlier: Run | None) -> str:
    console = Console(file=io.StringIO(), width=200)
    show_machine(console, run.machine, run.commit)
    for section in run.sections:
        show_section(console, section)
    show_summary(console, run, earlier)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_page_begins_with_the_goals_and_says_which_are_met() -> None:
    html = page_of(RUN)
    assert "Goals: 1 of 2 met" in html
    assert html.index("✓ met") < html.index("✗ not met") < html.index("Further ratios")
    assert "≥ 6" in html
    assert "Growth drawn" in html
    assert "load before the run" in html.lower()


def test_the_page_runs_nothing_and_takes_text_as_text() -> None:
    html = page_of(RUN)
    assert "<script" not in html
    assert "Turns &amp; &lt;more&gt;" in html
    assert "A &lt;note&gt;." in html
    assert "RuntimeError: &lt;b&gt;stuck&lt;/b&gt;" in html
    assert "1,234" in html


def test_before_and_after_stand_side_by_side_where_there_is_an_earlier_run() -> None:
    assert "+20 %" in page_of(RUN, EARLIER)
    assert "Before" not in page_of(RUN)
    assert "+20 %" in told(RUN, EARLIER)


def test_the_terminal_shows_machine_tables_goals_and_what_failed() -> None:
    text = told(RUN, None)
    for wanted in ("A processor, 2 cores", "[at once]", "1,234", "≥ 6", "not met", "<b>stuck"):
        assert wanted in text


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)"/>',
        '<use xlink:href="https://example.org/x.svg#a"/>',
        '<rect style="fill: url(https://example.org/a)"/>',
        "<foreignObject><iframe/></foreignObject>",
        '<a href="javascript:alert(1)"><text>x</text></a>',
        "<style>@import 'https://example.org/a.css'</style>",
    ],
)
def test_a_drawing_keeps_nothing_that_runs_or_is_fetched(content: str) -> None:
    cleaned = inline_svg(SVG.format(content), "p-")
    assert not [each for each in ("alert", "example", "iframe") if each in cleaned]


def test_ids_of_two_drawings_do_not_meet() -> None:
    drawing = '<path id="m"/><use xlink:href="#m"/><g clip-path="url(#m)"/>'
    cleaned = inline_svg(SVG.format(drawing), "p1-")
    assert cleaned.count("p1-m") == 3


def test_what_is_no_drawing_is_refused() -> None:
    for document in ("no drawing", "<html/>"):
        with pytest.raises(ValueError, match="no SVG"):
            inline_svg(document, "p-")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(None, "–"), ("a", "a"), (12345, "12,345"), (0.01234, "0.0123"), (0.0, "0"), (99.96, "100")],
)
def test_figures_have_three_digits_that_count(cell: str | float | None, expected: str) -> None:
    assert shown(cell) == expected


def test_the_machine_names_what_the_server_runs_on() -> None:
    machine = this_machine()
    assert {"torch", "rasa", "faiss-cpu"} <= {name for name, _ in machine.versions}
    assert machine.cores > 0
    assert isinstance(commit(), str)
