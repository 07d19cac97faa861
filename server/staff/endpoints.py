"""Owns signing in and out."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.responses import RedirectResponse

from server.dependencies import AddressDep, Parts, PartsDep
from server.staff.accounts import Role
from server.staff.cookies import COOKIE, Cookies, CookiesDep
from server.staff.forms import form_fields
from server.staff.identity import FormDep, SessionDep, SignInNeeded, is_foreign
from server.staff.pages import page
from server.staff.sessions import SignInRules

SIGN_IN = "/staff/sign-in"
LONGEST_FIELD = 200
router = APIRouter(prefix="/staff", include_in_schema=False)
Next = Annotated[str, Query(max_length=LONGEST_FIELD)]


def install_sign_in(app: FastAPI) -> None:
    """Sends a browser without a session to the page that signs in, and back afterwards."""

    @app.exception_handler(SignInNeeded)
    async def to_sign_in(request: Request, _: SignInNeeded) -> Response:
        # After a form the page it was on is asked for anew: its address may take no GET.
        wanted = request.url.path if request.method == "GET" else ""
        wanted = wanted if len(wanted) <= LONGEST_FIELD else ""
        return RedirectResponse(f"{SIGN_IN}?next={quote(wanted)}", 303)


def home_of(role: Role) -> str:
    return "/editors" if role == "editor" else "/desk"


def sign_in_form(
    parts: Parts, goes_on: str, problem: str | None = None, status: int = 200
) -> Response:
    return page(
        "sign_in.html",
        status,
        session=None,
        goes_on=goes_on,
        problem=problem,
        passwords=parts.settings.staff_passwords == "on",
        elsewhere=parts.settings.oidc_name if parts.openid else None,
    )


def own_path(goes_on: str) -> str | None:
    """The path if it is one of ours: "//other.example" is none."""
    is_ours = goes_on.startswith(("/desk", "/editors", "/staff")) and "\\" not in goes_on
    return goes_on if is_ours else None


@router.get("/sign-in")
async def sign_in_page(parts: PartsDep, session: SessionDep, next: Next = "") -> Response:
    if session is not None:
        return RedirectResponse(own_path(next) or home_of(session.staff.role), 303)
    return sign_in_form(parts, next)


@router.post("/sign-in")
async def sign_in(
    request: Request, parts: PartsDep, caller: AddressDep, cookies: CookiesDep
) -> Response:
    await parts.limits.hit(parts.settings.sign_ins_per_minute, "sign-in", caller)
    if parts.settings.staff_passwords == "off":
        return sign_in_form(parts, "", "Passwords are switched off here.", 403)
    fields = await form_fields(request)
    login, password, goes_on = (
        fields.get(name, [""])[0][:LONGEST_FIELD] for name in ("login", "password", "next")
    )
    if is_foreign(request):
        return sign_in_form(parts, goes_on, "Please sign in on this page.", 403)
    token = await parts.accounts.sign_in(login, password)
    staff = None if token is None else await parts.accounts.of_session(token)
    if token is None or staff is None:
        return sign_in_form(parts, goes_on, _wrong(parts.accounts.rules), 401)
    await end_session_of(cookies, parts)
    response = RedirectResponse(own_path(goes_on) or home_of(staff.role), 303)
    keep_session(response, cookies, token, parts)
    return response


def _wrong(rules: SignInRules) -> str:
    """The same words for every reason: they tell nobody which accounts there are."""
    minutes = round(rules.lock.total_seconds() / 60)
    return (
        "Login and password do not fit. Check both and try again. After "
        f"{rules.most_failures} failures in a row an account is locked for {minutes} minutes; "
        "an admin can unlock it."
    )


async def end_session_of(cookies: Cookies, parts: Parts) -> None:
    """Ends the session the browser has, if any: the next one replaces it."""
    if token := cookies.session:
        await parts.accounts.sign_out(token)


def keep_session(response: Response, cookies: Cookies, token: str, parts: Parts) -> None:
    cookies.keep(response, COOKIE, token, int(parts.accounts.rules.session.total_seconds()))


@router.post("/sign-out")
async def sign_out(parts: PartsDep, cookies: CookiesDep, form: FormDep) -> Response:
    await end_session_of(cookies, parts)
    response = RedirectResponse(SIGN_IN, 303)
    cookies.drop(response, COOKIE)
    return response
