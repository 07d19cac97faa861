"""Owns the commands on contact details: `python -m server contact …`."""

from typing import Annotated

import typer

from server.commands import fail, given_settings, with_database
from server.contact.keys import FILE, KeyFile, new_key
from server.contact.service import rotate

contact_commands = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Keys of the contact details at rest."
)


@contact_commands.callback()
def contact() -> None:
    """Keys of the contact details at rest."""


@contact_commands.command("new-key")
def make_key() -> None:
    """Print a new key, for ASSISTANT_CONTACT_KEYS."""
    typer.echo(new_key())


@contact_commands.command("rotate-key")
def rotate_key(
    add: Annotated[
        bool, typer.Option("--new-key", help="First put a new key into the key file.")
    ] = False,
) -> None:
    """Encrypt all contact details with the newest key. May be stopped and run again."""
    settings = given_settings()
    if add and settings.contact_keys.get_secret_value():
        fail("the keys are set in ASSISTANT_CONTACT_KEYS: put the new one first there")
    if add:
        KeyFile(settings.var_dir / FILE).add_new()
    total = with_database(lambda database: rotate(database, _show))
    typer.echo(
        f"{total} values encrypted anew. Drop the old key when no server uses it and a further "
        "run finds nothing to do."
    )


def _show(column: str, done: int) -> None:
    typer.echo(f"  {column}: {done}", err=True)
