"""Owns the commands on staff accounts: `python -m server staff …`."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from server.commands import fail, with_database
from server.errors import AssistantError
from server.staff.accounts import COMMAND, Role, StaffAccounts
from server.staff.passwords import SHORTEST_PASSWORD
from server.staff.roster import RosterRow, StaffRoster, UnknownAccount

staff_commands = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Accounts of staff: who may sign in."
)
# A name may hold what would be markup.
output = Console(markup=False, highlight=False)
Login = Annotated[str, typer.Argument(help="What they sign in with.", metavar="LOGIN")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]
Result = TypeVar("Result")


@dataclass(frozen=True)
class _Store:
    accounts: StaffAccounts
    roster: StaffRoster


@staff_commands.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="What citizens see, such as “Ana at the agency”.")],
    role: Annotated[Role, typer.Option(help="What the account may do.")],
    password_stdin: FromStdin = False,
    without_password: Annotated[
        bool, typer.Option("--without-password", help="The account cannot sign in yet.")
    ] = False,
) -> None:
    """Create an account. The password is asked for twice."""
    if password_stdin and without_password:
        fail("give --password-stdin or --without-password, not both")
    password = None if without_password else _password(password_stdin)
    _run(lambda store: store.accounts.create(login, name, role, password, COMMAND))
    output.print(f"Created the {role} {login.strip().lower()}.")
    if without_password:
        output.print(f"To sign in it needs: python -m server staff password {login}")


@staff_commands.command("list")
def list_accounts() -> None:
    """List all accounts."""
    rows = _run(lambda store: store.roster.rows())
    if not rows:
        output.print("No account yet: python -m server staff add LOGIN --name NAME --role admin")
        return
    table = Table("Login", "Name", "Role", "State", "Created", box=None, pad_edge=False)
    for row in rows:
        created = row.created_at.strftime("%Y-%m-%d")
        table.add_row(row.staff.login, row.staff.name, row.staff.role, state_of(row), created)
    output.print(table)


@staff_commands.command()
def password(login: Login, password_stdin: FromStdin = False) -> None:
    """Set a new password. Ends the account's sessions and its lock."""
    new = _password(password_stdin)

    async def change(store: _Store) -> None:
        await store.roster.set_password(await store.roster.id_of(login), new, COMMAND)

    _run(change)
    output.print(f"New password set for {login}. They have to sign in again.")


@staff_commands.command()
def role(login: Login, role: Annotated[Role, typer.Argument(metavar="ROLE")]) -> None:
    """Give an account another role."""

    async def change(store: _Store) -> None:
        await store.roster.set_role(await store.roster.id_of(login), role, COMMAND)

    _run(change)
    output.print(f"{login} is now: {role}.")


@staff_commands.command()
def disable(login: Login) -> None:
    """Keep an account from signing in, and end its sessions at once."""

    async def change(store: _Store) -> None:
        await store.roster.disable(await store.roster.id_of(login), COMMAND)

    _run(change)
    output.print(f"Disabled {login}. Its sessions are ended.")


@staff_commands.command()
def enable(login: Login) -> None:
    """Let a disabled account sign in again."""

    async def change(store: _Store) -> None:
        await store.roster.enable(await store.roster.id_of(login), COMMAND)

    _run(change)
    output.print(f"Enabled {login}.")


@staff_commands.command()
def unlock(login: Login) -> None:
    """Let an account try again that was locked after wrong passwords."""

    async def change(store: _Store) -> None:
        await store.roster.unlock(await store.roster.id_of(login), COMMAND)

    _run(change)
    output.print(f"Unlocked {login}.")


def state_of(row: RosterRow) -> str:
    if row.is_disabled:
        return "disabled"
    if row.locked_until is not None:
        return f"locked until {row.locked_until:%H:%M} UTC"
    if row.signs_in_elsewhere:
        return "signs in elsewhere"
    return "active" if row.has_password else "no password"


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        fail("there is no terminal to ask for a password: use --password-stdin")
    prompt = f"Password, at least {SHORTEST_PASSWORD} characters (not shown)"
    return str(typer.prompt(prompt, hide_input=True, confirmation_prompt="The same again"))


def _run(work: Callable[[_Store], Awaitable[Result]]) -> Result:
    """The result of the work; ends the command where it is refused."""
    try:
        return with_database(
            lambda database: work(_Store(StaffAccounts(database), StaffRoster(database)))
        )
    except UnknownAccount:
        fail("there is no account with this login: see python -m server staff list", status=1)
    except AssistantError as error:
        fail(error.detail, status=1)
