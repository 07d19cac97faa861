"""Owns the commands of the server: `python -m server serve|migrate|questions|staff|…`."""

import json
from contextlib import suppress
from typing import Annotated

import typer
from pydantic import ValidationError

from embeddings.encoder import EncoderUnavailable
from embeddings.generations import ContentFaulty
from embeddings.index import IndexUnusable
from server.app import create_app
from server.backup.commands import backup, restore
from server.commands import fail, given_settings, with_database
from server.composition import KeyMissing, open_content, secret_key
from server.contact.commands import contact_commands
from server.contact.service import check_keys
from server.content.export import newest_questions
from server.database_file import damage_of
from server.logs import configure_logs, start_stage
from server.measures.commands import measures, survey
from server.person.commands import person_commands
from server.retention.commands import retention_commands
from server.serving import Serving
from server.staff.commands import staff_commands
from server.tickets.commands import ticket_commands

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
app.add_typer(staff_commands, name="staff")
app.add_typer(ticket_commands, name="tickets")
app.command()(backup)
app.command()(restore)
app.add_typer(contact_commands, name="contact")
app.add_typer(person_commands, name="person")
app.add_typer(retention_commands, name="retention")
app.add_typer(measures, name="measures")
app.add_typer(survey, name="survey")


@app.callback()
def main() -> None:
    """The server of the assistant."""


@app.command()
def serve() -> None:
    """Serve the public API, the widget and the action webhook. Rasa runs beside it."""
    settings = given_settings()
    configure_logs(settings.log_format)
    start_stage("imports")
    damage = damage_of(settings.database)
    if damage is not None:
        fail(damage)
    with_database(check_keys)  # names what is wrong, which the server would end with
    start_stage("database")
    try:
        secret_key(settings)
        content = open_content(settings)
    except (
        EncoderUnavailable, IndexUnusable, ContentFaulty, KeyMissing, ValidationError
    ) as error:  # fmt: skip
        fail(str(error))
    server = Serving(create_app(settings, content), settings)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise typer.Exit(3)


@app.command()
def migrate() -> None:
    """Bring the tables up to date and check the contact keys. Every server does so at its start."""
    with_database(check_keys)


@app.command()
def questions(
    last: Annotated[int, typer.Option(min=1, help="How many, counted from the newest.")] = 500,
) -> None:
    """Print the questions asked last, masked, as JSON Lines for `python -m embeddings preview`."""
    for text in with_database(lambda database: newest_questions(database, last)):
        print(json.dumps({"text": text}, ensure_ascii=False))


if __name__ == "__main__":
    app(prog_name="python -m server")
