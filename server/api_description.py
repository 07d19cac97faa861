"""Owns how the API describes itself: what it is for, who may call, and what each refusal means."""

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.openapi.models import HTTPBearer as BearerModel
from fastapi.openapi.utils import get_openapi
from fastapi.security.base import SecurityBase
from pydantic import BaseModel, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue, models_json_schema
from pydantic_core import CoreSchema

from server.conversations.tokens import bearer
from server.errors import (
    PROBLEM_JSON,
    AssistantError,
    BodyTooLarge,
    MalformedJson,
    NotReady,
    TooManyRequests,
    Unauthorized,
    Unprocessable,
    problem_body,
)

Responses = dict[int | str, dict[str, Any]]
_SCHEMAS = "#/components/schemas/{model}"
# Any call may get these: they are found before, or without, what is particular to it.
_ALWAYS: tuple[type[AssistantError], ...] = (
    BodyTooLarge,
    Unprocessable,
    AssistantError,
    NotReady,
)
_HEADERS: Mapping[type[AssistantError], tuple[str, str, JsonSchemaValue]] = {
    Unauthorized: ("WWW-Authenticate", "The kind of proof that is needed.", {"type": "string"}),
    TooManyRequests: (
        "Retry-After",
        "Seconds until the next call is taken.",
        {"type": "integer", "minimum": 1},
    ),
    NotReady: ("Retry-After", "Seconds to wait.", {"type": "integer", "minimum": 1}),
}
DESCRIPTION = """
Questions on federal tax, answered from an agency's own reviewed content; what cannot be answered
becomes a ticket that a person answers.

**A chat.** Start a conversation, keep its `conversation_id` and `token`, and send each message with
the token in the header `Authorization: Bearer <token>`. The reply is a *turn*: a `status`, and
`messages` to show in order. Show `text`, or `html` where there is one; it holds only plain tags
and links. Of a message of type `choices` send the `payload` of the choice that was picked.

**Sent once.** Give each message an `Idempotency-Key` of its own. When the answer was lost, send the
same message with the same key again: it is answered once, and the same turn comes back.

**Live events.** While a person of the agency is in the chat, or a ticket is answered, what happens
comes as server-sent events. Read the transcript after a break.

**A ticket.** A message of type `ticket` has the `reference`, and a `url` for its citizen. What
stands behind `#` in that address is the ticket's secret: send it as the bearer token.

**Refusals** are `application/problem+json` (RFC 9457). Decide by `code`, which does not change;
show `detail`, which says what to do.
""".strip()
TAGS = [
    {"name": "conversations", "description": "Questions and answers, turn by turn."},
    {"name": "feedback", "description": "Whether an answer helped."},
    {"name": "tickets", "description": "What a person of the agency answers."},
    {"name": "survey", "description": "One question on trust, after a chat or a ticket."},
    {"name": "content", "description": "What the assistant finds, for staff and their machines."},
    {"name": "health", "description": "For those who run the service."},
]


class FieldFault(BaseModel):
    """Where a request is not as described, and why; never what was sent."""

    field: str
    message: str


class Problem(BaseModel):
    """Why a call was refused (RFC 9457). `errors` is there where single fields are at fault."""

    type: Literal["about:blank"]
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldFault] = []


class BearerToken(SecurityBase):
    """Gives the token of the Authorization header, or None; described under a name of its own."""

    def __init__(self, name: str, description: str) -> None:
        self.scheme_name = name
        self.model = BearerModel(description=description)

    async def __call__(self, request: Request) -> str | None:
        return bearer(request.headers.get("authorization"))


class DescribedAs:
    """Of a field that is sent as it was stored: described by these types, and not checked again,
    so that a reply in an older shape still reaches its reader.
    """

    def __init__(self, *types: Any) -> None:
        self._types = types

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        described = [handler(TypeAdapter(each).core_schema) for each in self._types]
        return described[0] if len(described) == 1 else {"allOf": described}


def refusals(*errors: type[AssistantError]) -> Responses:
    """The refusals of a call, by status, each with its codes and what they mean."""
    found: Responses = {}
    for error in dict.fromkeys((*errors, *_ALWAYS)):
        known = found.setdefault(error.status, {"description": "", "content": {}})
        known["description"] += f"\n- `{error.code}`: {error.detail}"
        content = known["content"].setdefault(
            PROBLEM_JSON, {"schema": {"$ref": _SCHEMAS.format(model="Problem")}, "examples": {}}
        )
        body = problem_body(error.status, error.code, error.detail)
        content["examples"][error.code] = {"value": body}
        for needed, (name, description, schema) in _HEADERS.items():
            if issubclass(error, needed):
                header = {"description": description, "required": True, "schema": schema}
                known.setdefault("headers", {})[name] = header
    return found


def taking_json(*errors: type[AssistantError]) -> Responses:
    """The refusals of a call that takes a body."""
    return refusals(*errors, MalformedJson)


def install_description(app: FastAPI) -> None:
    """The framework makes the description of the routes; what they refer to is put to it."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                summary="Answers to tax questions, and tickets where a person is needed.",
                description=DESCRIPTION,
                tags=TAGS,
                routes=app.routes,
            )
            _, problems = models_json_schema([(Problem, "validation")], ref_template=_SCHEMAS)
            made["components"]["schemas"].update(problems["$defs"])
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]
