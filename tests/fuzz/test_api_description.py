"""Tests of the API against its own description, with what Schemathesis makes of that.

More of it by hand: ASSISTANT_FUZZ_EXAMPLES=2000 pytest tests/fuzz
"""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis import Case
from schemathesis.checks import (
    allow_header_conformance,
    ignored_auth,
    positive_data_acceptance,
)

from server.app import create_app
from tests.factories import server_settings
from tests.fuzz.bounds import BOUNDS
from tests.fuzz.serving import MACHINE, Held, Served, served

# What the description says is enough to name the tests; each asks the server of its fixture.
# A stream of events does not end, so only what refuses it can be asked for.
DESCRIPTION = create_app(server_settings(Path("unused"))).openapi()


def described(*, makes_tokens: bool) -> Any:
    loaded = schemathesis.openapi.from_dict(copy.deepcopy(DESCRIPTION))
    loaded.config.generation.with_security_parameters = makes_tokens
    loaded.config.checks.negative_data_rejection.expected_statuses.append("413")
    return loaded


anybody, somebody = described(makes_tokens=True), described(makes_tokens=False)
EVENTS = "/events$"
NOT_ASKED = [
    # A token that opens nothing gets 404, as an address where nothing is: asked for below.
    ignored_auth,
    # Text of invisible characters is text to the description.
    positive_data_acceptance,
    # The framework names the methods of the first route with that path alone.
    allow_header_conformance,
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("fuzz")) as started:
        yield started


def ask(case: Case[Any], service: Served, token: str | None = None) -> Any:
    case.operation.app = case.operation.schema.app = service.app
    headers = None if token is None else {"Authorization": f"Bearer {token}"}
    return case.call_and_validate(headers=headers, excluded_checks=NOT_ASKED)


def place(case: Case[Any], service: Served) -> Held:
    """Puts an address to the case at which there is something, unless what was made is no such
    address on purpose; what opens it.
    """
    for name, held in (("conversation_id", service.chat), ("reference", service.ticket)):
        if name in (case.path_parameters or {}):
            if name == "conversation_id" or len(str(case.path_parameters[name])) <= 20:
                case.path_parameters[name] = held.id
            return held
    return Held("", MACHINE)


@anybody.exclude(path_regex=EVENTS).parametrize()
@BOUNDS
def test_every_answer_is_as_described(case: Case[Any], service: Served) -> None:
    ask(case, service)


@somebody.exclude(path_regex=EVENTS).parametrize()
@BOUNDS
def test_every_answer_to_those_who_may_ask_is_as_described(
    case: Case[Any], service: Served
) -> None:
    ask(case, service, place(case, service).token)


@somebody.include(lambda asked: "security" in asked.operation.definition.raw).parametrize()
@BOUNDS
def test_nothing_that_needs_a_token_is_given_without_the_right_one(
    case: Case[Any], service: Served
) -> None:
    place(case, service)
    for token in ("", "wrong", service.other.token):
        assert ask(case, service, token).status_code >= 400
