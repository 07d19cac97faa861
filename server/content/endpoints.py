"""Owns the search call: what the retriever finds, for staff and their machines."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Security
from pydantic import BaseModel

from embeddings.decision import Outcome
from server.api_description import refusals
from server.conversations.message_schemas import Choice
from server.dependencies import LimitedDep, PartsDep, limited
from server.errors import TooManyRequests, Unauthorized
from server.staff.identity import STAFF_SESSION, staff_or_machine

router = APIRouter(prefix="/api", tags=["content"])


class Found(BaseModel):
    """An entry that was found. `passage` is what of it was nearest to the question."""

    entry_id: str
    question: str
    score: float
    passage: str


class SearchOut(BaseModel):
    """The decision, and the candidates best first."""

    outcome: Outcome
    confidence: float
    tax_year: int | None
    candidates: list[Found]


class SuggestionsOut(BaseModel):
    """Questions that are answered; each is picked like a choice. Best first, at most five."""

    suggestions: list[Choice]


@router.get(
    "/suggestions",
    summary="Suggest questions while one is typed",
    response_description="What fits all words; none where too little was typed.",
    responses=refusals(TooManyRequests),
)
async def suggestions(
    parts: PartsDep,
    _: LimitedDep,
    q: Annotated[
        str,
        Query(max_length=200, description="What was typed so far.", examples=["more time to f"]),
    ],
) -> SuggestionsOut:
    """Needs no token. Nothing of it is kept or logged."""
    found = await parts.suggested.like(q)
    return SuggestionsOut(suggestions=[Choice.model_validate(each) for each in found])


@router.get(
    "/search",
    dependencies=[Depends(limited), Depends(staff_or_machine), Security(STAFF_SESSION)],
    summary="Search as the assistant does",
    response_description="What it would do, and the entries it found, best first.",
    responses=refusals(Unauthorized, TooManyRequests),
)
async def search(
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=2000,
            description="A question, as a citizen types it.",
            examples=["where is my refund"],
        ),
    ],
    parts: PartsDep,
) -> SearchOut:
    decision = await parts.retriever.ask(q)
    return SearchOut(
        outcome=decision.outcome,
        confidence=decision.confidence,
        tax_year=decision.tax_year,
        candidates=[
            Found(
                entry_id=found.entry_id,
                question=parts.retriever.question_of(found.entry_id, decision.generation),
                score=found.score,
                passage=found.passage,
            )
            for found in decision.candidates
        ],
    )
