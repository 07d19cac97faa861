"""Owns the commands of the server: `python -m server serve`."""

import sys

import typer
import uvicorn
from pydantic import ValidationError
from rich.console import Console

from embeddings.encoder import EncoderUnavailable
from embeddings.index import IndexUnusable
from server.app import create_app
from server.composition import load_retriever
from server.logs import configure_logs
from server.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
errors = Console(stderr=True)


@app.callback()
def main() -> None:
    """The server of the assistant."""


@app.command()
def serve() -> None:
    """Serve the public API, the widget and the action webhook. Rasa runs beside it."""
    settings = _settings()
    configure_logs(settings.log_format)
    try:
        retriever = load_retriever(settings)
    except (EncoderUnavailable, IndexUnusable, FileNotFoundError, ValidationError) as error:
        errors.print(f"[red]error:[/red] {error}", highlight=False)
        raise typer.Exit(2) from error
    uvicorn.run(
        create_app(settings, retriever),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        for item in error.errors():
            name = f"ASSISTANT_{'_'.join(str(part) for part in item['loc']).upper()}"
            errors.print(f"[red]error:[/red] {name}: {item['msg']}", highlight=False)
        sys.exit(2)


if __name__ == "__main__":
    app(prog_name="python -m server")
