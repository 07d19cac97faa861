"""Owns the editors' page: state of the content, what is missing, and a box to try questions."""

import asyncio
import datetime as dt
import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from embeddings.skeleton import PROMPT, skeleton
from server.content import repository
from server.content.overview import TopicRows, needing_attention, overview
from server.content.slugs import slug_of
from server.content.trial import try_out
from server.content.unanswered import DAYS
from server.database import utc_now
from server.dependencies import Parts, PartsDep
from server.staff.identity import EditorDep, FormDep
from server.staff.pages import page

LONGEST_QUESTION = 2000
MOST_PARAPHRASES = 8
MOST_REPORTS = 100
router = APIRouter(prefix="/editors", include_in_schema=False)


@router.get("")
async def editors(
    parts: PartsDep,
    session: EditorDep,
    q: Annotated[str, Query(max_length=LONGEST_QUESTION)] = "",
) -> Response:
    text = q.strip()
    topics = await _topics(parts)
    return page(
        "editors.html",
        session=session,
        days=DAYS,
        state=parts.publisher.state,
        faults=[parts.publisher.described(fault) for fault in parts.publisher.state.faults],
        topics=topics,
        attention=needing_attention(topics),
        groups=await parts.unanswered.groups(),
        reports=await _reports(parts),
        drafts=await parts.drafts.all(),
        trial=await try_out(text, parts.retriever) if text else None,
    )


async def _topics(parts: Parts) -> list[TopicRows]:
    async with parts.database.session() as session:
        usage = await repository.usage(session, utc_now() - dt.timedelta(days=DAYS))
    return await asyncio.to_thread(
        overview,
        parts.retriever.corpus,
        parts.settings.knowledge_dir,
        parts.publisher.state.faults,
        usage,
        dt.date.today(),
    )


async def _reports(parts: Parts) -> Sequence[repository.Reported]:
    async with parts.database.session() as session:
        since = utc_now() - dt.timedelta(days=DAYS)
        return await repository.reported(session, since, MOST_REPORTS)


@router.post("/new-entry")
async def new_entry(session: EditorDep, form: FormDep) -> Response:
    """The file of a new entry, begun with what citizens asked."""
    texts = form.all("question") or [""]
    question, *others = (text[:LONGEST_QUESTION] for text in texts)
    headers = {
        "Content-Disposition": f'attachment; filename="{slug_of(question)}.md"',
        "Cache-Control": "no-store",
    }
    begun = _with_paraphrases(skeleton(question, dt.date.today()), others[:MOST_PARAPHRASES])
    return Response(begun, media_type="text/markdown; charset=utf-8", headers=headers)


def _with_paraphrases(begun: str, texts: list[str]) -> str:
    """The first prompts for paraphrases replaced by the texts."""
    asked = iter(texts)

    def replaced(match: re.Match[str]) -> str:
        text = next(asked, None)
        return match[0] if text is None else f"  - {_quoted(text)}"

    return re.sub(rf'^  - "{re.escape(PROMPT)}.*$', replaced, begun, flags=re.MULTILINE)


def _quoted(text: str) -> str:
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
