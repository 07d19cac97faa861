"""Owns the reading of forms that browsers send without JavaScript."""

from urllib.parse import parse_qs

from fastapi import Request

from server.errors import Unprocessable

MOST_FIELDS = 50


async def form_fields(request: Request) -> dict[str, list[str]]:
    """The values of each field, in order. Raises Unprocessable when the body is no form."""
    try:
        body = (await request.body()).decode("utf-8")
        return parse_qs(body, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Unprocessable from error
