"""Owns the commands on one person's data: `python -m server person export|erase REFERENCE`."""

import json
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from server.commands import fail, given_settings, with_database
from server.database import Database
from server.errors import NotFound
from server.person.service import PersonData
from server.retention.trackers import Trackers

person_commands = typer.Typer(
    no_args_is_help=True, add_completion=False, help="One person's data, by a ticket's reference."
)
Reference = Annotated[str, typer.Argument(help="The reference of a ticket, such as T-7F3K-92QD.")]
Result = TypeVar("Result")


@person_commands.callback()
def person() -> None:
    """One person's data, by a ticket's reference."""


@person_commands.command()
def export(reference: Reference) -> None:
    """Print all that is kept of them, as JSON."""
    found = _with_person(lambda data: data.export(reference))
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))


@person_commands.command()
def erase(
    reference: Reference, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> None:
    """Delete all that is kept of them: ticket, conversation, Rasa's record, drafts."""
    if not yes:
        typer.confirm(
            f"Delete all data of the person of {reference}? It cannot be undone", abort=True
        )
    done = _with_person(lambda data: data.erase(reference))
    typer.echo(f"Erased: {', '.join(f'{count} {name}' for name, count in done.items())}.")


def _with_person(work: Callable[[PersonData], Awaitable[Result]]) -> Result:
    settings = given_settings()

    async def with_data(database: Database) -> Result | None:
        trackers, drafts = Trackers(settings.tracker), settings.var_dir / "drafts"
        try:
            return await work(PersonData(database, trackers, drafts))
        except NotFound:
            return None

    found = with_database(with_data)
    if found is None:
        fail("there is no such ticket", status=1)
    return found
