"""Owns what commands share: settings, an up-to-date database, and ending with a reason."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import SQLAlchemyError

from server.contact.keys import ContactKeyFaulty, ContactUnreadable, keys_of
from server.contact.service import check_keys
from server.database import Database
from server.settings import Settings

errors = Console(stderr=True)
Result = TypeVar("Result")


def fail(*messages: str, status: int = 2) -> NoReturn:
    """Ends the command: 2 where it was given something wrong, 1 where it could not do it."""
    for message in messages:
        errors.print(f"[red]error:[/red] {escape(message)}", highlight=False)
    raise typer.Exit(status)


def given_settings() -> Settings:
    """Ends the command where one of them is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        fail(*(f"{_variable(item['loc'])}: {item['msg']}" for item in error.errors()))


def _variable(place: tuple[int | str, ...]) -> str:
    return f"ASSISTANT_{'_'.join(str(part) for part in place).upper()}"


def with_database(work: Callable[[Database], Awaitable[Result]]) -> Result:
    """The result of the work; ends the command where the database does not answer."""
    try:
        return asyncio.run(_up_to_date(given_settings(), work))
    except ContactKeyFaulty as error:
        fail(str(error))
    except ContactUnreadable:
        fail("a contact key is missing: set ASSISTANT_CONTACT_KEYS to all that are in use")
    except (SQLAlchemyError, OSError) as error:
        kind = type(error).__name__
        fail(f"the database does not answer ({kind}): check its address", status=1)


async def _up_to_date(settings: Settings, work: Callable[[Database], Awaitable[Result]]) -> Result:
    """Makes the tables where there are none: a command may come before the first start."""
    keys = keys_of(settings.contact_keys.get_secret_value(), settings.var_dir)
    database = Database(settings.database, keys, settings.pool)
    try:
        if settings.database_url is None:
            settings.var_dir.mkdir(parents=True, exist_ok=True)
        await database.migrate()
        await check_keys(database)
        return await work(database)
    finally:
        await database.close()
