"""Owns the errors of the API and their one rendering as application/problem+json (RFC 9457).

AssistantError
├── WrongHost 400
├── Unauthorized 401
│   └── TokenExpired 401
├── Forbidden 403
├── NotFound 404
├── Conflict 409
├── BodyTooLarge 413
├── UploadRefused 415
├── Unprocessable 422
│   └── MalformedJson
├── TooManyRequests 429
└── NotReady 503
    └── DatabaseUnavailable
"""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from server.database import is_unavailable

log = structlog.get_logger()
PROBLEM_JSON = "application/problem+json"


class AssistantError(Exception):
    """An error a caller is told about: a status, a stable code and a sentence what to do."""

    status = 500
    code = "internal_error"
    detail = "Something went wrong. Please try again."

    def __init__(self, detail: str | None = None, code: str | None = None) -> None:
        super().__init__(detail or self.detail)
        self.detail = detail or self.detail
        self.code = code or self.code

    @property
    def headers(self) -> Mapping[str, str]:
        return {}


class WrongHost(AssistantError):
    status, code = 400, "wrong_host"
    detail = "This server does not answer to that name. Check the address."


class Unauthorized(AssistantError):
    status, code = 401, "unauthorized"
    detail = "Send the token in the header: Authorization: Bearer <token>."

    @property
    def headers(self) -> Mapping[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class TokenExpired(Unauthorized):
    """The token is the right one, but too old."""

    code = "token_expired"
    detail = "This token no longer opens anything: it is too old."


class Forbidden(AssistantError):
    status, code = 403, "forbidden"
    detail = "Your account may not do this. Ask an admin if you need it."


class NotFound(AssistantError):
    status, code, detail = 404, "not_found", "There is nothing here, or it is not yours to see."


class Conflict(AssistantError):
    status, code, detail = 409, "conflict", "This was changed in the meantime."


class BodyTooLarge(AssistantError):
    status, code = 413, "body_too_large"
    detail = "The request is too large. Please send a shorter message."


class UploadRefused(AssistantError):
    status, code = 415, "no_uploads"
    detail = "Files are not taken here. Please send text."


class Unprocessable(AssistantError):
    status, code, detail = 422, "invalid_request", "The request is not as the API describes it."


class MalformedJson(Unprocessable):
    code, detail = "malformed_json", "The body is not valid JSON."


class TooManyRequests(AssistantError):
    """`retry_after` is in seconds."""

    status, code = 429, "too_many_requests"
    detail = "Too many messages at once. Please wait a moment."

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many messages at once. Please wait {retry_after} seconds.")
        self._retry_after = retry_after

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self._retry_after)}


class NotReady(AssistantError):
    status, code = 503, "not_ready"
    detail = "The service is starting or short of a part. Please try again soon."

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": "5"}


class DatabaseUnavailable(NotReady):
    code = "database_unavailable"
    detail = "The service cannot reach its records now. Please try again soon."


def problem(
    status: int, code: str, detail: str, headers: Mapping[str, str] | None = None, **extra: Any
) -> Response:
    body = {**problem_body(status, code, detail), **extra}
    return JSONResponse(body, status, dict(headers or {}), media_type=PROBLEM_JSON)


def problem_body(status: int, code: str, detail: str) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }


def malformed_json() -> Response:
    return problem(MalformedJson.status, MalformedJson.code, MalformedJson.detail)


# Of request, status, code, detail and headers.
ErrorPage = Callable[[Request, int, str, str, Mapping[str, str]], Awaitable[Response | None]]


def install_error_handlers(app: FastAPI, *pages: ErrorPage) -> None:
    """One rendering for our errors and the framework's; RequestLog has it for the unexpected.

    The first of `pages` that makes a page for a person of it; else the problem as it is.
    """

    async def page(
        request: Request, status: int, code: str, detail: str, headers: Mapping[str, str]
    ) -> Response | None:
        for make in pages:
            made = await make(request, status, code, detail, headers)
            if made is not None:
                return made
        return None

    async def rendered(
        request: Request, status: int, code: str, detail: str, headers: Mapping[str, str]
    ) -> Response:
        made = await page(request, status, code, detail, headers)
        return made or problem(status, code, detail, headers)

    @app.exception_handler(AssistantError)
    async def ours(request: Request, error: AssistantError) -> Response:
        return await rendered(request, error.status, error.code, error.detail, error.headers)

    @app.exception_handler(SQLAlchemyError)
    async def database(request: Request, error: SQLAlchemyError) -> Response:
        if not is_unavailable(error):
            raise error
        log.error("database_unavailable", error=type(error).__name__)
        return await ours(request, DatabaseUnavailable())

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        # Only where and why: `input` would repeat what was sent.
        errors = [
            {"field": ".".join(str(part) for part in item["loc"]), "message": item["msg"]}
            for item in error.errors()
        ]
        if any(item["type"] == "json_invalid" for item in error.errors()):
            return malformed_json()
        code, detail = Unprocessable.code, Unprocessable.detail
        made = await page(request, 422, code, detail, {})
        return made or problem(422, code, detail, errors=errors)

    @app.exception_handler(HTTPException)
    async def framework(request: Request, error: HTTPException) -> Response:
        if error.status_code == 400:
            # Made of any other fault in reading a body: bytes that are no UTF-8, endless nesting.
            return malformed_json()
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
        detail = NotFound.detail if error.status_code == 404 else f"{error.detail}."
        return await rendered(request, error.status_code, code, detail, error.headers or {})
