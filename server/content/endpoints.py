"""Owns the search call: what the retriever finds, for staff."""

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from server.dependencies import PartsDep, TokenDep
from server.errors import Unauthorized

router = APIRouter(prefix="/api", tags=["content"])


class SearchOut(BaseModel):
    """The decision, and the candidates best first."""

    outcome: str
    confidence: float
    tax_year: int | None
    candidates: list[dict[str, Any]]


@router.get("/search")
async def search(
    q: Annotated[str, Query(min_length=1, max_length=2000)], parts: PartsDep, token: TokenDep
) -> SearchOut:
    expected = parts.settings.staff_token.get_secret_value()
    if not expected or not hmac.compare_digest((token or "").encode(), expected.encode()):
        raise Unauthorized
    decision = await parts.retriever.ask(q)
    return SearchOut(
        outcome=decision.outcome,
        confidence=decision.confidence,
        tax_year=decision.tax_year,
        candidates=[
            {
                "entry_id": found.entry_id,
                "question": parts.retriever.question_of(found.entry_id),
                "score": found.score,
                "passage": found.passage,
            }
            for found in decision.candidates
        ],
    )
