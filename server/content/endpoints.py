"""Owns the search call: what the retriever finds, for staff and their machines."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from server.dependencies import PartsDep
from server.staff.identity import staff_or_machine

router = APIRouter(prefix="/api", tags=["content"])


class SearchOut(BaseModel):
    """The decision, and the candidates best first."""

    outcome: str
    confidence: float
    tax_year: int | None
    candidates: list[dict[str, Any]]


@router.get("/search", dependencies=[Depends(staff_or_machine)])
async def search(
    q: Annotated[str, Query(min_length=1, max_length=2000)], parts: PartsDep
) -> SearchOut:
    decision = await parts.retriever.ask(q)
    return SearchOut(
        outcome=decision.outcome,
        confidence=decision.confidence,
        tax_year=decision.tax_year,
        candidates=[
            {
                "entry_id": found.entry_id,
                "question": parts.retriever.question_of(found.entry_id, decision.generation),
                "score": found.score,
                "passage": found.passage,
            }
            for found in decision.candidates
        ],
    )
