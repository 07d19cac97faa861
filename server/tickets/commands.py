"""Owns the commands on tickets: `python -m server tickets …`."""

import asyncio
import datetime as dt
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from server.database import Database
from server.settings import Settings
from server.tickets.export import Format, export_tickets

ticket_commands = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Tickets: what was handed to people."
)
errors = Console(stderr=True)


@ticket_commands.callback()
def tickets() -> None:
    """Tickets: what was handed to people."""


@ticket_commands.command()
def export(
    since: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only tickets opened on this day (UTC) or later."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How rows are written.")] = "csv",
    with_contacts: Annotated[
        bool, typer.Option("--with-contacts", help="Name, contact and when to call, too.")
    ] = False,
) -> None:
    """Print all tickets, oldest first, one row each."""
    begin = None if since is None else since.replace(tzinfo=dt.UTC)
    try:
        text = asyncio.run(_exported(Settings(), begin, form, with_contacts))
    except ValidationError as error:
        places = ("_".join(str(part) for part in item["loc"]).upper() for item in error.errors())
        _fail("wrong settings: " + ", ".join(f"ASSISTANT_{place}" for place in places), 2)
    except (SQLAlchemyError, OSError) as error:
        _fail(f"the database does not answer ({type(error).__name__}): check its address", 1)
    typer.echo(text, nl=False)


async def _exported(
    settings: Settings, since: dt.datetime | None, form: Format, with_contacts: bool
) -> str:
    database = Database(settings.database)
    try:
        if settings.database_url is None:
            settings.var_dir.mkdir(parents=True, exist_ok=True)
        await database.migrate()
        return await export_tickets(database, since, form, with_contacts)
    finally:
        await database.close()


def _fail(message: str, status: int) -> NoReturn:
    errors.print(f"[red]error:[/red] {message}", highlight=False)
    raise typer.Exit(status)
