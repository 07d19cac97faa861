"""Owns the pages on accounts: all of them for admins, one's own password for everybody."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import RedirectResponse

from server.dependencies import Parts, PartsDep
from server.errors import AssistantError, NotFound, Unprocessable
from server.staff.accounts import ROLES, Role
from server.staff.cookies import CookiesDep
from server.staff.identity import AdminDep, Form, FormDep, SignedIn, StaffDep
from server.staff.pages import page
from server.staff.passwords import SHORTEST_PASSWORD

ACCOUNTS, PASSWORD = "/staff/accounts", "/staff/password"
# Told after a change, by the word in the address.
_DONE = {
    "created": "The account is created. Tell its owner login and password, separately.",
    "role": "The role is changed.",
    "disable": "The account is disabled and its sessions are ended.",
    "enable": "The account is enabled.",
    "unlock": "The account is unlocked.",
    "password": "Your password is changed. You are signed out everywhere else.",
}
router = APIRouter(prefix="/staff", include_in_schema=False)
Done = Annotated[str, Query(max_length=20)]
AccountId = Annotated[int, Path(ge=1, le=2**31 - 1)]


class DifferentPasswords(Unprocessable):
    code, detail = "different_passwords", "The two new passwords are not the same. Try again."


@router.get("/accounts")
async def accounts(parts: PartsDep, session: AdminDep, done: Done = "") -> Response:
    return await _accounts_page(parts, session, done=_DONE.get(done))


async def _accounts_page(
    parts: Parts,
    session: SignedIn,
    *,
    done: str | None = None,
    refused: AssistantError | None = None,
    form: Form | None = None,
) -> Response:
    """`form` is what was typed, shown again unless it was taken."""
    return page(
        "accounts.html",
        refused.status if refused else 200,
        session=session,
        here=ACCOUNTS,
        rows=await parts.roster.rows(),
        roles=ROLES,
        shortest=SHORTEST_PASSWORD,
        done=done,
        problem=refused.detail if refused else None,
        typed={name: form.text(name) if form else "" for name in ("login", "name", "role")},
    )


@router.post("/accounts")
async def create(parts: PartsDep, session: AdminDep, form: FormDep) -> Response:
    password = form.raw("password") or None
    login, name, actor = form.text("login"), form.text("name"), session.staff.login
    try:
        await parts.accounts.create(login, name, _role(form), password, actor)
    except AssistantError as error:
        return await _accounts_page(parts, session, refused=error, form=form)
    return RedirectResponse(f"{ACCOUNTS}?done=created", 303)


@router.post("/accounts/{account_id}/{change}")
async def change(
    account_id: AccountId,
    change: Annotated[str, Path(max_length=20)],
    parts: PartsDep,
    session: AdminDep,
    form: FormDep,
) -> Response:
    """One of role, disable, enable, unlock."""
    actor = session.staff.login
    try:
        match change:
            case "role":
                await parts.roster.set_role(account_id, _role(form), actor)
            case "disable":
                await parts.roster.disable(account_id, actor)
            case "enable":
                await parts.roster.enable(account_id, actor)
            case "unlock":
                await parts.roster.unlock(account_id, actor)
            case _:
                raise NotFound
    except (NotFound, Unprocessable):
        raise
    except AssistantError as error:
        return await _accounts_page(parts, session, refused=error)
    return RedirectResponse(f"{ACCOUNTS}?done={change}", 303)


def _role(form: Form) -> Role:
    """Raises Unprocessable."""
    role = form.text("role")
    if role not in ROLES:
        raise Unprocessable(f"Choose a role: {', '.join(ROLES)}.")
    return role


@router.get("/password")
async def own_password(session: StaffDep, done: Done = "") -> Response:
    return _password_page(session, done=_DONE.get(done))


def _password_page(
    session: SignedIn, *, done: str | None = None, refused: AssistantError | None = None
) -> Response:
    return page(
        "password.html",
        refused.status if refused else 200,
        session=session,
        here=PASSWORD,
        shortest=SHORTEST_PASSWORD,
        done=done,
        problem=refused.detail if refused else None,
    )


@router.post("/password")
async def change_own_password(
    parts: PartsDep, session: StaffDep, cookies: CookiesDep, form: FormDep
) -> Response:
    await parts.limits.hit(parts.settings.sign_ins_per_minute, "password", str(session.staff.id))
    current, new, again = (form.raw(name) for name in ("current", "new", "again"))
    try:
        if new != again:
            raise DifferentPasswords
        await parts.roster.change_own_password(session.staff, current, new, cookies.session)
    except AssistantError as error:
        return _password_page(session, refused=error)
    return RedirectResponse(f"{PASSWORD}?done=password", 303)
