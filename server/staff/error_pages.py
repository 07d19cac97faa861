"""Owns what a browser is shown when a page of staff refuses: our layout, and a way back."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request, Response

from server.dependencies import Parts
from server.staff.cookies import Cookies
from server.staff.identity import SignedIn, signed_in
from server.staff.pages import links, page

PAGES_OF_STAFF = ("/desk", "/editors", "/staff")
_TITLES = {
    403: "You may not do this",
    404: "There is nothing here",
    405: "This address is no page",
    409: "Something changed in the meantime",
    413: "This is too long",
    422: "Something in the form is missing or wrong",
    429: "Please wait a moment",
    503: "This does not work right now",
}
# What our errors say to a program that calls the API is no help to a person.
_IN_WORDS = {
    "invalid_request": "Go back, check what you entered and try again.",
    "malformed_json": "Go back, check what you entered and try again.",
    "method_not_allowed": "It only takes a form. Go back to the page the form is on.",
    "not_found": "The address is wrong, or what was here is gone.",
}


async def staff_error_page(
    request: Request, status: int, code: str, detail: str, headers: Mapping[str, str]
) -> Response | None:
    """None where a program asked, or a page that is not for staff."""
    if status not in _TITLES or not _is_for_a_browser(request):
        return None
    # What is out of order may be the very thing that says who they are.
    session = None if status == HTTPStatus.SERVICE_UNAVAILABLE else await _session_of(request)
    response = page(
        "error.html",
        status,
        session=session,
        title=_TITLES[status],
        detail=_IN_WORDS.get(code, detail),
        back=_back(request, status, session),
    )
    response.headers.update(headers)
    return response


def _is_for_a_browser(request: Request) -> bool:
    asked = request.headers.get("accept", "")
    return request.url.path.startswith(PAGES_OF_STAFF) and "text/html" in asked


async def _session_of(request: Request) -> SignedIn | None:
    parts: Parts = request.app.state.parts
    return await signed_in(parts, Cookies(request, parts.settings))


def _back(request: Request, status: int, session: SignedIn | None) -> tuple[str, str]:
    """Address and label: the page's own area where they may open it, else the first they may."""
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return request.url.path if request.method == "GET" else "/desk", "Try again"
    if session is None:
        return "/staff/sign-in", "Sign in"
    mine = links(session.staff)
    path = request.url.path
    nearest = [found for found in mine if path != found[0] and path.startswith(f"{found[0]}/")]
    address, label = max(nearest, key=lambda found: len(found[0]), default=mine[0])
    return address, f"Go to {label.lower()}"
