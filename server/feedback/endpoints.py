"""Owns the feedback call of the public API."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from server.conversations.endpoints import OwnedDep
from server.dependencies import PartsDep
from server.errors import NotFound

router = APIRouter(prefix="/api/conversations", tags=["feedback"])


class NewFeedback(BaseModel):
    model_config = ConfigDict(extra="forbid")

    turn: Annotated[int, Field(ge=1, le=1_000_000)]
    helpful: bool
    comment: Annotated[str | None, Field(max_length=2000)] = None


@router.post("/{conversation_id}/feedback", status_code=204)
async def give(conversation_id: OwnedDep, body: NewFeedback, parts: PartsDep) -> None:
    if not await parts.conversations.has_answered_turn(conversation_id, body.turn):
        raise NotFound
    await parts.feedback.keep(conversation_id, body.turn, body.helpful, body.comment)
