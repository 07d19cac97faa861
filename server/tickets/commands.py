"""Owns the commands on tickets: `python -m server tickets …`."""

import datetime as dt
from typing import Annotated

import typer

from server.commands import with_database
from server.tickets.export import Format, export_tickets

ticket_commands = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Tickets: what was handed to people."
)


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
    text = with_database(lambda database: export_tickets(database, begin, form, with_contacts))
    typer.echo(text, nl=False)
