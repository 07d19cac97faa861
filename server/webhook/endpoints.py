"""Owns the webhook Rasa calls to run an action, guarded by the shared secret."""

import hmac
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Header

from server.dependencies import PartsDep
from server.errors import NotFound

router = APIRouter(prefix="/internal", include_in_schema=False)


@router.post("/actions")
async def run(
    call: dict[str, Any],
    parts: PartsDep,
    x_assistant_secret: Annotated[str, Header()] = "",
) -> Mapping[str, Any]:
    expected = parts.settings.internal_secret.get_secret_value()
    # Whoever does not know the secret learns nothing, not even that this exists.
    if not expected or not hmac.compare_digest(x_assistant_secret.encode(), expected.encode()):
        raise NotFound
    return await parts.actions.run(call)
