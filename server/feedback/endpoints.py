"""Owns the feedback calls of the public API: whether an answer helped, a problem with it."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from server.api_description import taking_json
from server.conversations.endpoints import OWNED, OwnedDep
from server.dependencies import PartsDep
from server.errors import NotFound
from server.feedback.service import Reason

router = APIRouter(prefix="/api/conversations", tags=["feedback"])

AnsweredTurn = Annotated[int, Field(ge=1, le=1_000_000, description="A turn that gave an answer.")]
Comment = Annotated[
    str | None,
    Field(max_length=2000, description="Identifiers are removed before anything is stored."),
]


class NewFeedback(BaseModel):
    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"turn": 1, "helpful": True}]}
    )

    turn: AnsweredTurn
    helpful: bool
    reason: Reason | None = None
    comment: Comment = None


class NewReport(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"turn": 1, "reason": "wrong"}]},
    )

    turn: AnsweredTurn
    reason: Reason
    comment: Comment = None


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
    await parts.feedback.keep(conversation_id, body.turn, body.helpful, body.comment, body.reason)


@router.post(
    "/{conversation_id}/reports",
    status_code=204,
    summary="Report a problem with an answer",
    response_description="Kept for those who write the answers; nobody replies to it. A later "
    "report on the same turn replaces it.",
    responses=taking_json(*OWNED),
)
async def report(conversation_id: OwnedDep, body: NewReport, parts: PartsDep) -> None:
    await parts.limits.hit(parts.settings.messages_per_minute, "feedback", conversation_id)
    if not await parts.conversations.has_answered_turn(conversation_id, body.turn):
        raise NotFound
    await parts.feedback.report(conversation_id, body.turn, body.reason, body.comment)
