"""Owns the commands that write cases: `record` and `from-feedback`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from server.addresses import driven_address, is_sqlite
from server.commands import fail, given_settings
from tests.runner.assistant import NotPossible
from tests.runner.assistants import Opener, TrackerUrl, Url
from tests.runner.recording import record
from tests.runner.reported import cases_of, stored_reports
from tests.runner.running import LANGUAGE
from tests.runner.suite import NOT_JUDGED

Out = Annotated[Path | None, typer.Option(help="Write the YAML here; else it is shown.")]


def record_case(
    context: typer.Context,
    out: Out = None,
    language: Annotated[str, typer.Option(help="Of the conversation: en or es.")] = LANGUAGE,
    url: Url = None,
    tracker: TrackerUrl = None,
) -> None:
    """Talk to the assistant and get the case as YAML, ready to trim."""
    opener: Opener = context.obj
    console = Console()
    with opener(url, tracker, console) as assistant:
        try:
            conversation = assistant.converse(language, {}, {})
        except NotPossible as error:
            fail(str(error), status=NOT_JUDGED)
        try:
            text = record(conversation, language, console, lambda: console.input("you: "))
        finally:
            conversation.close()
    _give(text, out, "nothing was said, so there is no case")


def from_feedback(
    out: Out = None,
    database: Annotated[str | None, typer.Option(help="Address of the server's database.")] = None,
    var: Annotated[Path | None, typer.Option(help="Or the folder of its data.")] = None,
    days: Annotated[int, typer.Option(min=1, help="Reports of so many days.")] = 90,
    most: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 50,
) -> None:
    """Make a failing case of each problem that citizens reported with an answer."""
    if var is not None:
        database = f"sqlite:///{var / 'assistant.db'}"
    address = _there(database or given_settings().database)
    try:
        reports = stored_reports(address, days, most)
    except (SQLAlchemyError, OSError) as error:
        fail(f"the reports cannot be read ({type(error).__name__}): check the address")
    _give(cases_of(reports), out, f"no problem was reported in {days} days")


def _there(given: str) -> str:
    """The address with its driver. A file that is not there would be made."""
    try:
        address = driven_address(given)
    except ValueError as error:
        fail(str(error))
    file = make_url(address).database
    if is_sqlite(address) and not (file and Path(file).is_file()):
        fail(f"there is no database at {file}")
    return address


def _give(text: str, out: Path | None, none: str) -> None:
    if not text:
        print(none)
    elif out is None:
        print(text, end="")
    else:
        out.write_text(text, encoding="utf-8")
        print(f"written to {out}")
