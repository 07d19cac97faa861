"""Owns signing in and out."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from server.dependencies import AddressDep, PartsDep
from server.staff.forms import form_fields
from server.staff.identity import COOKIE, SIGNED_IN_SECONDS, is_token, new_cookie
from server.staff.pages import page

SIGN_INS_PER_MINUTE = 10
AFTER_SIGN_IN = "/editors"
router = APIRouter(prefix="/staff", include_in_schema=False)


def sign_in_page(has_token: bool, problem: str | None = None, status: int = 401) -> Response:
    """`has_token` is whether anybody can sign in at all."""
    return page("sign_in.html", status, has_token=has_token, problem=problem)


@router.post("/sign-in")
async def sign_in(request: Request, parts: PartsDep, caller: AddressDep) -> Response:
    await parts.limits.hit(SIGN_INS_PER_MINUTE, "sign-in", caller)
    token = parts.settings.staff_token.get_secret_value()
    fields = await form_fields(request)
    if request.headers.get("sec-fetch-site") == "cross-site":
        return sign_in_page(bool(token), "Please sign in on this page.", 403)
    if not is_token(fields.get("token", [""])[0].strip(), token):
        return sign_in_page(bool(token), "This is not the staff token. Check it and try again.")
    response = RedirectResponse(AFTER_SIGN_IN, 303)
    response.set_cookie(
        COOKIE,
        new_cookie(token),
        max_age=SIGNED_IN_SECONDS,
        httponly=True,
        samesite="strict",
        secure=parts.settings.secure_cookies,
    )
    return response


@router.post("/sign-out")
async def sign_out() -> Response:
    response = RedirectResponse(AFTER_SIGN_IN, 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response
