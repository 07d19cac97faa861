"""Owns the measures page and its tables."""

import asyncio
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi import Path as PathParameter
from fastapi.responses import HTMLResponse, Response

from server.database import utc_now
from server.dependencies import PartsDep
from server.measures.definitions import PERIOD_RULE, TOPIC_RULE
from server.measures.monthly import monthly_csv
from server.measures.page_view import page_view
from server.measures.periods import LAST_DAYS, months_before, period_of
from server.measures.periods import month as calendar_month
from server.measures.quality import QualityChecks
from server.measures.service import Measures
from server.settings import Settings
from server.staff.identity import StaffDep
from server.staff.pages import page
from server.survey.export import survey_csv
from server.survey.summary import summary_of

MONTHS_OFFERED = 13
router = APIRouter(prefix="/desk/measures", include_in_schema=False)
PeriodQuery = Annotated[str, Query(max_length=10)]
Month = Annotated[str, PathParameter(max_length=10)]


@router.get("")
async def measures(session: StaffDep, parts: PartsDep, period: PeriodQuery = "30") -> HTMLResponse:
    zone, now = zone_of(parts.settings), utc_now()
    chosen = period_of(period, now, zone)
    figures = await Measures(parts.database).of(chosen, now)
    survey = await summary_of(parts.database, parts.surveys, chosen.start, chosen.end)
    findings = await QualityChecks(parts.database).rows(now)
    view = page_view(figures, survey, findings, parts.retriever.corpus.topics)
    return page(
        "measures.html",
        session=session,
        here="/desk/measures",
        view=view,
        period=chosen,
        last_days=[str(each) for each in LAST_DAYS],
        months=months_before(now, zone, MONTHS_OFFERED),
        rules=(PERIOD_RULE, TOPIC_RULE),
    )


@router.get("/survey.csv")
async def survey_answers(session: StaffDep, parts: PartsDep, month: PeriodQuery = "") -> Response:
    """Without a month: all answers."""
    if not month:
        return _csv(await survey_csv(parts.database), "survey")
    chosen = calendar_month(month, zone_of(parts.settings))
    text = await survey_csv(parts.database, chosen.start, chosen.end)
    return _csv(text, f"survey-{chosen.key}")


@router.get("/{month_key}.csv")
async def of_month(session: StaffDep, parts: PartsDep, month_key: Month) -> Response:
    chosen = calendar_month(month_key, zone_of(parts.settings))
    figures = await Measures(parts.database).of(chosen)
    text = await asyncio.to_thread(monthly_csv, figures, parts.retriever.corpus.topics)
    return _csv(text, f"measures-{chosen.key}")


def zone_of(settings: Settings) -> ZoneInfo:
    return ZoneInfo(settings.time_zone)


def _csv(text: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
