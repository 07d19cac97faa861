"""Owns /healthz, /readyz and /metrics."""

import asyncio
import hmac
from contextlib import suppress
from typing import Any, Literal

from fastapi import APIRouter, Depends, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from server.api_description import refusals
from server.database import Database
from server.dependencies import MetricsToken, PartsDep, limited
from server.errors import TooManyRequests, Unauthorized
from server.health.disk import disk_of
from server.measures.service import Measures

Check = Literal["up", "low", "old", "down"]
router = APIRouter(tags=["health"])


class Alive(BaseModel):
    status: Literal["alive"] = "alive"


class Ready(BaseModel):
    """`degraded`: Rasa or Redis is away, or the disk almost full, and the service answers all the
    same. `checks` are the parts, `up` or `down`, the disk also `low`; `content` is the content in
    use, with the faults of a newer one. The index is `old` when the newest is damaged and the one
    before it is used: `python -m embeddings build` makes it anew.
    """

    status: Literal["ready", "degraded", "not_ready"]
    checks: dict[str, Check]
    content: dict[str, Any]


@router.get(
    "/healthz",
    summary="Is the process alive",
    response_description="It is.",
    responses=refusals(),
)
async def alive() -> Alive:
    return Alive()


@router.get(
    "/readyz",
    summary="Can it serve",
    response_description="It can.",
    responses={**refusals(), 503: {"model": Ready, "description": "A part is missing."}},
)
async def ready(parts: PartsDep, response: Response) -> Ready:
    """503 until everything was up once; afterwards without Rasa or Redis only `degraded`."""
    database = await _answers(parts.database)
    rasa = await parts.rasa.is_up()
    settings = parts.settings
    disk = await asyncio.to_thread(disk_of, settings.var_dir, settings.least_free_mb)
    checks: dict[str, Check] = {
        "database": "up" if database else "down",
        "disk": disk,
        "index": "old" if parts.publisher.uses_older_index else "up",
        "rasa": "up" if rasa else "down",
    }
    if parts.redis is not None:
        checks["redis"] = "up" if await parts.redis.answers() else "down"
    content = parts.publisher.summary()
    if not database or disk == "down" or not parts.rasa.seen:
        response.status_code = 503
        return Ready(status="not_ready", checks=checks, content=content)
    is_whole = set(checks.values()) == {"up"}
    return Ready(status="ready" if is_whole else "degraded", checks=checks, content=content)


@router.get(
    "/metrics",
    dependencies=[Depends(limited)],
    summary="Read the measures",
    response_class=PlainTextResponse,
    response_description="Prometheus text.",
    responses=refusals(Unauthorized, TooManyRequests),
)
async def metrics(parts: PartsDep, token: MetricsToken) -> Response:
    """Prometheus text; needs ASSISTANT_METRICS_TOKEN where one is set."""
    expected = parts.settings.metrics_token.get_secret_value()
    if expected and not hmac.compare_digest((token or "").encode(), expected.encode()):
        raise Unauthorized
    with suppress(SQLAlchemyError, OSError):  # all that is counted in memory is told all the same
        await Measures(parts.database).refresh_ticket_gauges()
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _answers(database: Database) -> bool:
    try:
        async with database.session() as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return False
    return True
