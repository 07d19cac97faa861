"""Owns /healthz, /readyz and /metrics."""

import hmac
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from server.database import Database
from server.dependencies import PartsDep, TokenDep
from server.errors import Unauthorized
from server.measures.service import Measures

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz", responses={503: {"description": "A part is missing."}})
async def ready(parts: PartsDep, response: Response) -> dict[str, Any]:
    """503 until everything was up once; afterwards without Rasa or Redis only `degraded`."""
    database = await _answers(parts.database)
    rasa = await parts.rasa.is_up()
    checks = {
        "database": "up" if database else "down",
        "index": "up",
        "rasa": "up" if rasa else "down",
    }
    if parts.redis is not None:
        checks["redis"] = "up" if await parts.redis.answers() else "down"
    content = parts.publisher.summary()
    if not database or not parts.rasa.seen:
        response.status_code = 503
        return {"status": "not_ready", "checks": checks, "content": content}
    is_whole = "down" not in checks.values()
    return {"status": "ready" if is_whole else "degraded", "checks": checks, "content": content}


@router.get("/metrics")
async def metrics(parts: PartsDep, token: TokenDep) -> Response:
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
