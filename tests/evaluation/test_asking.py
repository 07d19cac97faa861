"""How the assistant is asked: a conversation each, its context first, choices taken at the end."""

import json
from typing import Any

import httpx
import pytest

from tests.evaluation.asking import Asker, entry_of_payload

CHOOSE = '/choose{"entry_id": "filing/extension"}'


class FakeApi:
    """The public API: the reply to each text by script."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.replies: dict[str, dict[str, Any]] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and request.url.path == "/api/conversations":
            number = len({name for name, _ in self.said}) + 1
            return httpx.Response(201, json={"conversation_id": f"c{number}", "token": "t"})
        assert request.headers["Authorization"] == "Bearer t"
        conversation = request.url.path.split("/")[3]
        if request.method == "GET":
            said = [text for name, text in self.said if name == conversation]
            return httpx.Response(200, json={"messages": said})
        body = json.loads(request.content)
        text = body.get("text") or body["payload"]
        self.said.append((conversation, text))
        if text == "broken":
            return httpx.Response(500, json={})
        return httpx.Response(200, json={"status": "small_talk", "messages": []} | self._turn(text))

    def _turn(self, text: str) -> dict[str, Any]:
        return self.replies.get(text, {})


@pytest.fixture
def api() -> FakeApi:
    return FakeApi()


@pytest.fixture
def asker(api: FakeApi) -> Asker:
    client = httpx.Client(base_url="http://assistant", transport=httpx.MockTransport(api))
    return Asker(client, {"Where is it?": "refunds/where"})


def test_each_question_has_a_conversation_of_its_own(api: FakeApi, asker: Asker) -> None:
    asker.ask("first")
    reply = asker.ask("and then", ["before", "between"])
    assert api.said == [("c1", "first"), ("c2", "before"), ("c2", "between"), ("c2", "and then")]
    assert "between" in reply.stored
    assert "first" not in reply.stored
    assert reply.seconds > 0


def test_both_answers_are_named(api: FakeApi, asker: Asker) -> None:
    answers = [
        {"type": "answer", "text": "Send it.", "question": "More time?"},
        {"type": "answer", "text": "There.", "question": "Where is it?"},
    ]
    turn = {"status": "answered", "entry_id": "filing/extension", "confidence": 0.9}
    api.replies["two"] = {**turn, "messages": answers, "notices": ["identifier_removed"]}
    reply = asker.ask("two")
    assert list(reply.entry_ids) == ["filing/extension", "refunds/where"]
    assert reply.final_text == "Send it.\nThere."
    assert (reply.confidence, reply.notices) == (0.9, ("identifier_removed",))
    assert not reply.is_handoff


def test_choices_are_taken_to_see_what_they_give(api: FakeApi, asker: Asker) -> None:
    choices = [
        {"title": "More time?", "payload": CHOOSE},
        {"title": "Talk to a person", "payload": "/talk_to_human"},
    ]
    shown = {"type": "choices", "text": "Which?", "choices": choices}
    api.replies["vague"] = {"status": "choices", "messages": [shown]}
    given = {"type": "answer", "text": "Form 4868.", "question": "More time?"}
    api.replies[CHOOSE] = {"status": "answered", "messages": [given]}
    assert asker.ask("vague").picked == {}
    reply = asker.ask("vague", picks=True)
    assert reply.picked == {"filing/extension": "Form 4868."}
    assert reply.status == "choices"
    assert reply.is_handoff
    assert ("c2", "/talk_to_human") not in api.said


def test_an_error_is_no_reply(asker: Asker) -> None:
    with pytest.raises(httpx.HTTPStatusError):
        asker.ask("broken")


@pytest.mark.parametrize(
    ("payload", "entry"),
    [(CHOOSE, "filing/extension"), ("/talk_to_human", ""), ('/choose{"tax_year": "2025"}', "")],
)
def test_the_entry_of_a_choice(payload: str, entry: str) -> None:
    assert entry_of_payload(payload) == entry
