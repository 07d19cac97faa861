"""Owns what editors do with drafts: download one, delete one."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from server.dependencies import PartsDep
from server.staff.identity import EditorDep, FormDep

router = APIRouter(prefix="/editors/drafts", include_in_schema=False)
Name = Annotated[str, Path(max_length=100)]


@router.get("/{name}")
async def download(name: Name, parts: PartsDep, session: EditorDep) -> Response:
    text = await parts.drafts.text(name)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="text/markdown; charset=utf-8", headers=headers)


@router.post("/{name}/delete")
async def delete(name: Name, parts: PartsDep, session: EditorDep, form: FormDep) -> Response:
    await parts.drafts.delete(name, session.staff)
    return RedirectResponse("/editors#drafts", 303)
