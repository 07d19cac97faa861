"""Owns the commands on measures and surveys: `python -m server measures|survey`."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from embeddings.topics import load_topics
from server.commands import fail, given_settings, with_database
from server.database import Database, utc_now
from server.measures.definitions_page import README, definitions_page
from server.measures.monthly import monthly_csv
from server.measures.periods import NoSuchPeriod, Period, month, months_before
from server.measures.quality import Finding, QualityChecks, of_figures
from server.measures.service import Measures
from server.survey.export import survey_csv

MONTHS_CHECKED = 12
measures = typer.Typer(no_args_is_help=True, help="Measures of the service, and checks of them.")
survey = typer.Typer(no_args_is_help=True, help="Answers to the survey.")
Month = Annotated[str, typer.Argument(metavar="YYYY-MM", help="A month, such as 2026-11.")]


@measures.command("check")
def check() -> None:
    """Print values that cannot be, with ids of where they are. Ends with 1 if there are any."""
    findings = with_database(_findings)
    for finding in findings:
        typer.echo(f"{finding.label}: {finding.count}")
        for example in finding.examples:
            typer.echo(f"  {example}")
    if findings:
        raise typer.Exit(1)
    typer.echo("No impossible values.")


@measures.command("month")
def print_month(month_key: Month) -> None:
    """Print the measures of a month as CSV, counts under 10 suppressed."""
    settings = given_settings()
    period = _month(month_key)
    topics, _ = load_topics(settings.knowledge_dir / "topics.yml")

    async def table(database: Database) -> str:
        return monthly_csv(await Measures(database).of(period), topics.labels)

    typer.echo(with_database(table), nl=False)


@measures.command("readme", hidden=True)
def readme() -> None:
    """Write the page of definitions anew, for those who change them."""
    README.write_text(definitions_page(), encoding="utf-8")


@survey.command("export")
def export(
    of_month: Annotated[
        str | None, typer.Option("--month", metavar="YYYY-MM", help="Default: all answers.")
    ] = None,
) -> None:
    """Print the survey answers as CSV: question_1 is 1 for a thumb up and 0 for down; a driver is
    1 where it was chosen, 0 where it was only offered, and blank where it was not offered.
    """
    period = _month(of_month) if of_month is not None else None

    async def table(database: Database) -> str:
        if period is None:
            return await survey_csv(database)
        return await survey_csv(database, period.start, period.end)

    typer.echo(with_database(table), nl=False)


async def _findings(database: Database) -> list[Finding]:
    found = await QualityChecks(database).rows()
    for period in months_before(utc_now(), _zone(), MONTHS_CHECKED):
        found += of_figures(await Measures(database).of(period))
    return found


def _month(text: str) -> Period:
    try:
        return month(text, _zone())
    except NoSuchPeriod as error:
        fail(error.detail)


def _zone() -> ZoneInfo:
    return ZoneInfo(given_settings().time_zone)
