"""Owns the survey calls of the public API: after a conversation, and after a closed ticket."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Path as PathParameter
from pydantic import BaseModel, ConfigDict, Field

from server.api_description import refusals, taking_json
from server.conversations.endpoints import OWNED, OwnedDep
from server.dependencies import LimitedDep, Parts, PartsDep, TicketSecret
from server.errors import NotFound, TooManyRequests, Unauthorized
from server.survey.drivers import DRIVERS, Language
from server.survey.service import DriverNotOffered, Given, Survey, SurveyAnswered, SurveyNotOffered

LONGEST_COMMENT = 2000
router = APIRouter(tags=["survey"])
Reference = Annotated[str, PathParameter(max_length=20)]
In = Annotated[Language, Query(description="Of the question.")]


class SurveyOut(BaseModel):
    """`question` and `drivers` are empty where no survey is offered."""

    offered: bool
    question: str = ""
    drivers: list[str] = []


class NewAnswer(BaseModel):
    """`trusts`: a thumb up. `drivers`: what it came from, among those offered."""

    model_config = ConfigDict(extra="forbid", strict=True)

    trusts: bool
    drivers: Annotated[list[str], Field(max_length=len(DRIVERS))] = []
    comment: Annotated[str | None, Field(max_length=LONGEST_COMMENT)] = None


async def owned_ticket(
    reference: Reference, parts: PartsDep, token: TicketSecret, _: LimitedDep
) -> tuple[str, str]:
    """Reference and status of the ticket, once the secret has shown that it is the caller's."""
    ticket = await parts.tickets.read(reference, token)
    return ticket["reference"], ticket["status"]


_ANSWERED = (SurveyNotOffered, SurveyAnswered, DriverNotOffered)
OwnedTicketDep = Annotated[tuple[str, str], Depends(owned_ticket)]


@router.get(
    "/api/conversations/{conversation_id}/survey",
    summary="Ask whether a survey is offered after a chat",
    response_description="The survey, if one is offered.",
    responses=refusals(*OWNED),
)
async def after_chat(conversation_id: OwnedDep, parts: PartsDep, language: In = "en") -> SurveyOut:
    survey = await parts.surveys.of_conversation(conversation_id)
    return _shown(survey, parts.surveys.question(language))


@router.post(
    "/api/conversations/{conversation_id}/survey",
    status_code=204,
    summary="Answer the survey after a chat",
    response_description="Kept.",
    responses=taking_json(*OWNED, *_ANSWERED),
)
async def answer_after_chat(conversation_id: OwnedDep, body: NewAnswer, parts: PartsDep) -> None:
    """The first answer counts: 409 for a second."""
    await _limit(parts, conversation_id)
    await parts.surveys.answer_conversation(conversation_id, _given(body))


@router.get(
    "/api/tickets/{reference}/survey",
    summary="Ask whether a survey is offered after a ticket",
    response_description="The survey, if one is offered.",
    responses=refusals(Unauthorized, NotFound, TooManyRequests),
)
async def after_ticket(ticket: OwnedTicketDep, parts: PartsDep, language: In = "en") -> SurveyOut:
    survey = await parts.surveys.of_ticket(*ticket)
    return _shown(survey, parts.surveys.question(language))


@router.post(
    "/api/tickets/{reference}/survey",
    status_code=204,
    summary="Answer the survey after a ticket",
    response_description="Kept.",
    responses=taking_json(Unauthorized, NotFound, TooManyRequests, *_ANSWERED),
)
async def answer_after_ticket(ticket: OwnedTicketDep, body: NewAnswer, parts: PartsDep) -> None:
    """The first answer counts: 409 for a second."""
    await _limit(parts, ticket[0])
    await parts.surveys.answer_ticket(*ticket, _given(body))


async def _limit(parts: Parts, subject: str) -> None:
    await parts.limits.hit(parts.settings.messages_per_minute, "survey", subject)


def _shown(survey: Survey | None, question: str) -> SurveyOut:
    if survey is None:
        return SurveyOut(offered=False)
    return SurveyOut(offered=True, question=question, drivers=list(survey.drivers))


def _given(body: NewAnswer) -> Given:
    return Given(body.trusts, body.drivers, body.comment)
