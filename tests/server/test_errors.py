"""Tests of the errors of the API and their rendering."""

import json

import pytest

from server import errors


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        pytest.param(errors.Unauthorized(), 401, "unauthorized", id="401"),
        pytest.param(errors.NotFound(), 404, "not_found", id="404"),
        pytest.param(errors.Conflict(), 409, "conflict", id="409"),
        pytest.param(errors.BodyTooLarge(), 413, "body_too_large", id="413"),
        pytest.param(errors.Unprocessable(), 422, "invalid_request", id="422"),
        pytest.param(errors.TooManyRequests(7), 429, "too_many_requests", id="429"),
        pytest.param(errors.NotReady(), 503, "not_ready", id="503"),
    ],
)
def test_each_error_has_a_status_a_code_and_a_sentence(
    error: errors.AssistantError, status: int, code: str
) -> None:
    assert (error.status, error.code) == (status, code)
    assert error.detail.endswith(".")


def test_who_has_to_wait_is_told_how_long() -> None:
    error = errors.TooManyRequests(7)
    assert error.headers == {"Retry-After": "7"}
    assert "7 seconds" in error.detail


def test_a_problem_is_as_rfc_9457_says() -> None:
    response = errors.problem(404, "not_found", "Nothing.", {"X-A": "b"}, errors=[])
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-a"] == "b"
    assert json.loads(bytes(response.body)) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "code": "not_found",
        "detail": "Nothing.",
        "errors": [],
    }
