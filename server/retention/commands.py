"""Owns the command on retention: `python -m server retention`."""

from typing import Annotated

import typer

from server.commands import given_settings, with_database
from server.database import Database
from server.retention.service import Deleted, Periods, Retention
from server.retention.trackers import Trackers

retention_commands = typer.Typer(
    no_args_is_help=True, add_completion=False, help="What is deleted after how long."
)


@retention_commands.callback()
def retention() -> None:
    """What is deleted after how long."""


@retention_commands.command()
def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how much it is.")] = False,
) -> None:
    """Delete now what was kept long enough. Servers do so by themselves every few hours."""
    settings = given_settings()

    async def work(database: Database) -> Deleted:
        task = Retention(database, Trackers(settings.tracker), Periods.of(settings))
        return await (task.due() if dry_run else task.sweep())

    found = with_database(work)
    said = "Would be deleted" if dry_run else "Deleted"
    typer.echo(
        f"{said}: {found.conversations} conversations, {found.tickets} tickets, "
        f"{found.audit_records} audit records."
    )
