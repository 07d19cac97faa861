"""Owns the feedback call of the public API."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from server.api_description import taking_json
from server.conversations.endpoints import OWNED, OwnedDep
from server.dependencies import PartsDep
from server.errors import NotFound

router = APIRouter(prefix="/api/conversations", tags=["feedback"])


class NewFeedback(BaseModel):
    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"turn": 1, "helpful": True}]}
    )

    turn: Annotated[int, Field(ge=1, le=1_000_000, description="A turn that gave an answer.")]
    helpful: bool
    comment: Annotated[str | None, Field(max_length=2000)] = None


@router.post(
    "/{conversation_id}/feedback",
    status_code=204,
    summary="Say whether an answer helped",
    response_description="Kept. A later word on the same turn replaces it.",
    responses=taking_json(*OWNED),
)
async def give(conversation_id: OwnedDep, body: NewFeedback, parts: PartsDep) -> None:
    await parts.limits.hit(parts.settings.messages_per_minute, "feedback", conversation_id)
    if not await parts.conversations.has_answered_turn(conversation_id, body.turn):
        raise NotFound
    await parts.feedback.keep(conversation_id, body.turn, body.helpful, body.comment)
