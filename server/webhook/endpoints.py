"""Owns the webhook Rasa calls to run an action; `guard.py` lets nobody else in."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter

from server.dependencies import PartsDep

router = APIRouter(prefix="/internal", include_in_schema=False)


@router.post("/actions")
async def run(call: dict[str, Any], parts: PartsDep) -> Mapping[str, Any]:
    return await parts.actions.run(call)
