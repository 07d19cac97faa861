"""Owns the commands `python -m server backup FILE` and `restore FILE`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from server.backup.archive import BackupFaulty
from server.backup.databases import CannotCopy
from server.backup.service import Backup, NotEmpty
from server.commands import fail, given_settings

File = Annotated[Path, typer.Argument(help="The backup, one file.")]


def backup(
    file: File,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="The key files, too: who has it can read contacts.")
    ] = False,
) -> None:
    """Back up databases, content and drafts, while the assistant runs."""
    settings = given_settings()
    _end_with_reason(lambda: Backup(settings).take(file, _say, with_keys=with_keys))
    typer.echo(f"Backed up to {file}, {file.stat().st_size / 1e6:.1f} MB.")
    if not with_keys:
        typer.echo("The keys are not in it: keep contact.key and secret.key, or their settings.")


def restore(
    file: File,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite what is there.")] = False,
) -> None:
    """Put a backup back, while nothing runs."""
    settings = given_settings()
    _end_with_reason(lambda: Backup(settings).restore(file, _say, replace=replace))
    typer.echo(f"Restored from {file}.")


def _say(text: str) -> None:
    typer.echo(f"  {text}", err=True)


def _end_with_reason(work: Callable[[], None]) -> None:
    try:
        work()
    except (BackupFaulty, CannotCopy, NotEmpty, OSError) as error:
        fail(str(error), status=1)
