"""Owns what a plain page says of an error: a sentence on what to do, in the page's language."""

from collections.abc import Mapping

from fastapi import Request, Response

from server.errors import AssistantError, TooManyRequests
from server.plain.holding import PATH, Shown
from server.plain.holding import shown as language_shown
from server.plain.pages import page
from server.staff.cookies import Cookies

_SAID = {
    "empty_message": "empty",
    "post_empty": "empty",
    "message_too_long": "too_long",
    "post_too_long": "too_long",
    "body_too_large": "too_long",
    "unknown_choice": "unknown_choice",
    "form_not_ours": "wrong_form",
    "not_possible": "not_possible",
}


def in_words(error: AssistantError, shown: Shown) -> str:
    """What the page says of the error."""
    if isinstance(error, TooManyRequests):
        return shown.texts.too_many.format(seconds=error.headers["Retry-After"])
    return sentence(error.code, shown)


def sentence(code: str, shown: Shown) -> str:
    said: str = getattr(shown.texts, _SAID.get(code, "unavailable"))
    return said


async def plain_error_page(
    request: Request, status: int, code: str, detail: str, headers: Mapping[str, str]
) -> Response | None:
    """None where a program asked, or another page than a plain one."""
    if not request.url.path.startswith(PATH) or "text/html" not in request.headers.get(
        "accept", ""
    ):
        return None
    shown = await language_shown(
        Cookies(request, request.app.state.parts.settings),
        request.query_params.get("language"),
        request.headers.get("accept-language"),
    )
    response = page("plain_error.html", shown, status, said=sentence(code, shown))
    response.headers.update(headers)
    return response
