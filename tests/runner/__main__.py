"""Owns the command of the conversation tests: `python -m tests.runner [run] [FILE...]`."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from embeddings.corpus import load_corpus
from server.commands import fail
from server.settings import ROOT
from tests.runner.assistants import Opener, TrackerUrl, Url, assistant_at
from tests.runner.case_commands import from_feedback, record_case
from tests.runner.reading import read_files
from tests.runner.reports import Reports
from tests.runner.running import Runner
from tests.runner.showing import show_as_they_come, show_totals
from tests.runner.suite import UNUSABLE, NoSuchCase, Suite, exit_code, named
from tests.runner.variations import Variations
from tests.runner.yaml_nodes import ReadingError

RUN, RECORD, FROM_FEEDBACK = "run", "record", "from-feedback"
SUITE = ROOT / "tests" / "conversations"
VARIED = "Also with so many other paraphrases of the entry, with typos, in other letter case."
app = typer.Typer(add_completion=False)
app.command(RECORD)(record_case)
app.command(FROM_FEEDBACK)(from_feedback)


@app.command(RUN)
def run(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; else tests/conversations.")
    ] = None,
    case: Annotated[list[str] | None, typer.Option(help="Only the case of this name.")] = None,
    url: Url = None,
    tracker: TrackerUrl = None,
    fail_fast: Annotated[bool, typer.Option(help="Stop at the first that fails.")] = False,
    repeat: Annotated[int, typer.Option(min=1, help="Run each case so often.")] = 1,
    paraphrase: Annotated[int | None, typer.Option(min=0, help=VARIED)] = None,
    strict: Annotated[bool, typer.Option(help="A variation that breaks is a failure.")] = False,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML here.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the conversations as a page.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write all that was seen here.")] = None,
    coverage: Annotated[bool, typer.Option(help="Show what was met, and what not.")] = False,
) -> None:
    """Run conversation tests.

    Exit codes: 0 all passed; 1 some failed; 2 wrong usage or an unreadable file; 3 nothing failed,
    and something could not be judged or run.
    """
    try:
        cases = named(read_files(files or [SUITE]), case or [])
    except (ReadingError, NoSuchCase) as error:
        fail(str(error), status=UNUSABLE)
    varied = None if paraphrase is None else Variations(load_corpus(ROOT / "knowledge"), paraphrase)
    suite = Suite(cases, repeat, fail_fast, varied)
    console = Console()
    opener: Opener = context.obj
    with opener(url, tracker, console) as assistant:
        results = show_as_they_come(console, suite.results(Runner(assistant)), len(suite))
    show_totals(console, results)
    Reports(junit, html, json, coverage).write(console, results, strict)
    raise typer.Exit(exit_code(results, strict))


def main(arguments: list[str], opener: Opener = assistant_at) -> None:
    """Without the name of a command, `run` is meant."""
    is_named = arguments and arguments[0] in (RUN, RECORD, FROM_FEEDBACK, "--help")
    app(arguments if is_named else [RUN, *arguments], obj=opener)


if __name__ == "__main__":
    main(sys.argv[1:])
