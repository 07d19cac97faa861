"""Owns the page of deliveries to other help desks, for admins."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from server.dependencies import PartsDep
from server.staff.identity import AdminDep, FormDep
from server.staff.pages import page

PATH = "/desk/deliveries"
router = APIRouter(prefix=PATH, include_in_schema=False)
DeliveryId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
async def deliveries(parts: PartsDep, session: AdminDep) -> Response:
    overview = await parts.deliveries.overview()
    return page("deliveries.html", session=session, here=PATH, overview=overview)


@router.post("/retry")
async def retry_all(parts: PartsDep, session: AdminDep, form: FormDep) -> Response:
    await parts.deliveries.retry_all(session.staff.login)
    return RedirectResponse(PATH, 303)


@router.post("/{delivery_id}/retry")
async def retry(
    delivery_id: DeliveryId, parts: PartsDep, session: AdminDep, form: FormDep
) -> Response:
    await parts.deliveries.retry(delivery_id, session.staff.login)
    return RedirectResponse(PATH, 303)
