"""Owns the reading of forms that browsers send without JavaScript."""

from urllib.parse import parse_qs

from fastapi import Request

from server.errors import Unprocessable

MOST_FIELDS = 50


async def form_fields(request: Request) -> dict[str, list[str]]:
    """The values of each field, in order. Raises Unprocessable when the body is no form, or has a
    null character: no keyboard sends one, and PostgreSQL keeps none.
    """
    try:
        body = (await request.body()).decode("utf-8")
        fields = parse_qs(body, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Unprocessable from error
    if any("\0" in value for values in fields.values() for value in values):
        raise Unprocessable
    return fields
