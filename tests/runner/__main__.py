"""Owns the command of the conversation tests: `python -m tests.runner [run] [FILE...]`."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from embeddings.corpus import load_corpus
from server.commands import fail, given_settings
from server.settings import ROOT
from tests.runner.assistants import assistant_at
from tests.runner.reading import read_files
from tests.runner.recording import record
from tests.runner.reported import cases_of, stored_reports
from tests.runner.running import LANGUAGE, Runner
from tests.runner.showing import show_as_they_come, show_totals
from tests.runner.suite import UNUSABLE, NoSuchCase, Suite, exit_code, named
from tests.runner.variations import Variations
from tests.runner.yaml_nodes import ReadingError

COMMANDS = ("run", "record", "from-feedback")
SUITE = ROOT / "tests" / "conversations"
app = typer.Typer(no_args_is_help=False, add_completion=False, help=__doc__)
console = Console()

Url = Annotated[str | None, typer.Option(help="A running assistant; else one is started.")]
TrackerUrl = Annotated[
    str | None, typer.Option("--tracker", help="With --url: the address of its tracker's database.")
]
Out = Annotated[Path | None, typer.Option(help="Write the YAML here; else it is shown.")]


@app.callback()
def commands() -> None:
    """Conversation tests of the whole assistant."""


@app.command()
def run(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; else tests/conversations.")
    ] = None,
    case: Annotated[list[str] | None, typer.Option(help="Only the case of this name.")] = None,
    url: Url = None,
    tracker: TrackerUrl = None,
    fail_fast: Annotated[bool, typer.Option(help="Stop at the first that fails.")] = False,
    repeat: Annotated[int, typer.Option(min=1, help="Run each case so often.")] = 1,
    paraphrase: Annotated[
        int | None,
        typer.Option(
            min=0, help="Also with so many other paraphrases, with typos, in other letter case."
        ),
    ] = None,
    strict: Annotated[bool, typer.Option(help="A variation that breaks is a failure.")] = False,
) -> None:
    """Run conversation tests. 0: all passed; 1: some failed; 2: wrong usage or an unreadable file;
    3: nothing failed, and something could not be judged or run."""
    try:
        cases = named(read_files(files or [SUITE]), case or [])
    except (ReadingError, NoSuchCase) as error:
        fail(str(error), status=UNUSABLE)
    variations = None
    if paraphrase is not None:
        variations = Variations(load_corpus(ROOT / "knowledge"), paraphrase)
    suite = Suite(cases, repeat, fail_fast, variations)
    with assistant_at(url, tracker, console) as assistant:
        results = show_as_they_come(console, suite.results(Runner(assistant)), len(suite))
    show_totals(console, results)
    raise typer.Exit(exit_code(results, strict))


@app.command(name="record")
def record_case(
    out: Out = None,
    language: Annotated[str, typer.Option(help="Of the conversation: en or es.")] = LANGUAGE,
    url: Url = None,
    tracker: TrackerUrl = None,
) -> None:
    """Talk to the assistant and get the case as YAML, ready to trim."""
    with assistant_at(url, tracker, console) as assistant:
        conversation = assistant.converse(language, {}, {})
        try:
            text = record(conversation, language, console, lambda: console.input("you: "))
        finally:
            conversation.close()
    _give(text, out, "nothing was said, so there is no case")


@app.command()
def from_feedback(
    out: Annotated[
        Path | None, typer.Option(help="Write the cases here; else they are shown.")
    ] = None,
    database: Annotated[str | None, typer.Option(help="Address of the server's database.")] = None,
    var: Annotated[Path | None, typer.Option(help="Or the folder of its data.")] = None,
    days: Annotated[int, typer.Option(min=1, help="Reports of so many days.")] = 90,
    most: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 50,
) -> None:
    """Make a failing case of each problem that citizens reported with an answer."""
    settings = given_settings()
    if var is not None:
        database = f"sqlite+aiosqlite:///{var / 'assistant.db'}"
    try:
        reports = stored_reports(database or settings.database, days, most)
    except (SQLAlchemyError, OSError) as error:
        fail(f"the reports cannot be read ({type(error).__name__}): check the address")
    _give(cases_of(reports), out, f"no problem was reported in {days} days")


def _give(text: str, out: Path | None, none: str) -> None:
    if not text:
        console.print(none)
    elif out is None:
        print(text, end="")
    else:
        out.write_text(text, encoding="utf-8")
        console.print(f"written to {out}")


def main(arguments: list[str]) -> None:
    """Without the name of a command, `run` is meant."""
    named_first = arguments and arguments[0] in (*COMMANDS, "--help")
    app(arguments if named_first else ["run", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
