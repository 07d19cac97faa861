"""Tests of the calls of a conversation: who may make them, and what they do."""

import datetime as dt

import httpx
import pytest

from server.conversations.models import Conversation
from server.database import utc_now
from tests.factories import DEDUCTION, EXTENSION, REFUND, rasa_message, retrieval
from tests.server.running import Chat, Running

PROBLEM = "application/problem+json"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


async def call(http: httpx.AsyncClient, name: str, path: str, token: str | None) -> httpx.Response:
    headers = {} if token is None else {"Authorization": token}
    if name == "messages":
        return await http.post(f"{path}/messages", json={"text": "hello"}, headers=headers)
    if name == "feedback":
        body = {"turn": 1, "helpful": True}
        return await http.post(f"{path}/feedback", json=body, headers=headers)
    return await http.get(f"{path}/messages", headers=headers)


@pytest.mark.parametrize("name", ["messages", "transcript", "feedback"])
async def test_without_identity_a_call_is_refused(chat: Chat, name: str) -> None:
    for token in (None, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", chat.token):
        response = await call(chat.http, name, chat.path, token)
        assert response.status_code == 401, token
        assert response.headers["content-type"] == PROBLEM
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.json()["code"] == "unauthorized"


@pytest.mark.parametrize("name", ["messages", "transcript", "feedback"])
async def test_an_unknown_conversation_is_not_found(chat: Chat, name: str) -> None:
    for unknown in (UNKNOWN, "not-an-id", "x" * 300, "%00", "%F0%9F%99%82"):
        path = f"/api/conversations/{unknown}"
        response = await call(chat.http, name, path, f"Bearer {chat.token}")
        assert response.status_code == 404, unknown
        assert response.json()["code"] == "not_found"


@pytest.mark.parametrize("name", ["messages", "transcript", "feedback"])
async def test_the_token_of_another_conversation_opens_nothing(
    server: Running, chat: Chat, name: str
) -> None:
    other = await server.chat()
    unknown = await call(chat.http, name, f"/api/conversations/{UNKNOWN}", f"Bearer {other.token}")
    response = await call(chat.http, name, chat.path, f"Bearer {other.token}")
    assert response.status_code == 404
    assert response.json() == unknown.json()


async def test_a_token_too_old_opens_nothing_and_says_so(server: Running, chat: Chat) -> None:
    async def begun(days: int) -> None:
        async with server.parts.database.session() as session:
            conversation = await session.get_one(Conversation, chat.id)
            conversation.created_at = utc_now() - dt.timedelta(days=days)

    await begun(29)
    await chat.transcript()
    await begun(31)
    for name in ("messages", "transcript", "feedback"):
        response = await call(chat.http, name, chat.path, f"Bearer {chat.token}")
        assert (response.status_code, response.json()["code"]) == (401, "token_expired")
        wrong = await call(chat.http, name, chat.path, "Bearer guess")
        assert wrong.status_code == 404


async def test_a_conversation_starts_with_a_greeting(server: Running) -> None:
    response = await server.http.post("/api/conversations", json={"language": "en"})
    assert response.status_code == 201
    created = response.json()
    assert set(created) == {"conversation_id", "token", "messages"}
    assert [message["type"] for message in created["messages"]] == ["text"]


@pytest.mark.parametrize(
    "body", [{"language": "english"}, {"language": 3}, {"language": "en", "admin": True}, [], "en"]
)
async def test_a_conversation_needs_a_language_code_and_nothing_else(
    server: Running, body: object
) -> None:
    response = await server.http.post("/api/conversations", json=body)
    assert response.status_code == 422
    assert response.json()["code"] == "invalid_request"


async def test_an_answer_names_source_year_and_review_date(server: Running, chat: Chat) -> None:
    question = "how big is the standard deduction"
    custom = retrieval("answered", DEDUCTION)
    server.rasa.replies[question] = [rasa_message(custom=custom)]
    turn = await chat.say(question)
    (answer,) = turn.pop("messages")
    assert turn == {
        "turn": 1,
        "status": "answered",
        "degraded": False,
        "confidence": 0.9,
        "entry_id": DEDUCTION,
        "notices": [],
    }
    assert answer["type"] == "answer"
    assert "$15,750 (2026: $16,100)" in answer["text"]
    assert answer["tax_year"] == 2025
    assert answer["reviewed_on"] == "2026-11-01"
    source = {"title": "The official page", "url": f"https://www.irs.gov/{DEDUCTION}"}
    assert answer["sources"] == [source]


async def test_a_choice_that_was_offered_can_be_taken(server: Running, chat: Chat) -> None:
    custom = retrieval("choices", EXTENSION, REFUND, tax_year=2025)
    server.rasa.replies["time"] = [rasa_message("Which?", "choices", custom=custom)]
    turn = await chat.say("time")
    assert (turn["status"], turn["entry_id"]) == ("choices", None)
    choices = turn["messages"][0]["choices"]
    assert [choice["title"] for choice in choices] == [
        "How do I get more time to file?",
        "Where is my refund?",
        "None of these",
        "Talk to a person",
    ]
    picked = choices[0]["payload"]
    server.rasa.replies[picked] = [rasa_message(custom=retrieval("answered", EXTENSION))]
    assert (await chat.pick(picked))["entry_id"] == EXTENSION
    assert server.rasa.received == ["time", picked]


async def test_the_transcript_is_whole_after_a_reload(chat: Chat) -> None:
    first, second = await chat.say("hello"), await chat.say("and now?")
    transcript = await chat.transcript()
    shown = [(m["turn"], m["author"], m["text"]) for m in transcript["messages"]]
    assert shown[1:] == [
        (1, "citizen", "hello"),
        (1, "assistant", first["messages"][0]["text"]),
        (2, "citizen", "and now?"),
        (2, "assistant", second["messages"][0]["text"]),
    ]
    assert shown[0][:2] == (0, "assistant")
    assert (transcript["last_turn"], transcript["last_status"]) == (2, second["status"])
    assert len((await chat.transcript(after=1))["messages"]) == 2
    assert (await chat.transcript(after=2))["messages"] == []


@pytest.mark.parametrize("after", ["-2", "last", "99999999999999999999"])
async def test_a_transcript_starts_after_a_turn_number(chat: Chat, after: str) -> None:
    response = await chat.http.get(
        f"{chat.path}/messages", params={"after": after}, headers=chat.headers
    )
    assert response.status_code == 422


async def test_a_repeated_message_gets_the_same_turn_once(server: Running, chat: Chat) -> None:
    first = await chat.say("hello", key="key-1")
    again = await chat.say("hello", key="key-1")
    assert again == first
    assert server.rasa.received == ["hello"]
    assert (await chat.say("hello", key="key-2"))["turn"] == 2


async def test_a_key_belongs_to_its_conversation(server: Running, chat: Chat) -> None:
    await chat.say("hello", key="key-1")
    other = await server.chat()
    assert (await other.say("good evening", key="key-1"))["turn"] == 1
    assert server.rasa.received == ["hello", "good evening"]


@pytest.mark.parametrize("key", ["", "k" * 65])
async def test_a_key_is_1_to_64_characters_long(chat: Chat, key: str) -> None:
    headers = {**chat.headers, "Idempotency-Key": key}
    response = await chat.http.post(
        f"{chat.path}/messages", json={"text": "hello"}, headers=headers
    )
    assert response.status_code == 422


async def test_an_identifier_is_removed_before_anything_sees_it(
    server: Running, chat: Chat
) -> None:
    turn = await chat.say("my ssn is 123-45-6789, why no refund?")
    assert turn["notices"] == ["identifier_removed"]
    assert server.rasa.received == ["why no refund?"]
    shown = (await chat.transcript())["messages"][1]["text"]
    assert shown == "my ssn is [SSN], why no refund?"


async def test_without_rasa_the_retriever_answers(server: Running, chat: Chat) -> None:
    server.rasa.is_up = False
    turn = await chat.say("anything")
    assert (turn["status"], turn["degraded"]) == ("unanswered", True)
    server.rasa.is_up = True
    assert (await chat.say("hello"))["degraded"] is False


async def test_the_api_describes_itself(server: Running) -> None:
    described = (await server.http.get("/api/openapi.json")).json()
    assert "/api/conversations/{conversation_id}/messages" in described["paths"]
    assert not [path for path in described["paths"] if path.startswith("/internal")]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/api/nothing", 404, id="unknown-path"),
        pytest.param("DELETE", "/api/conversations", 405, id="wrong-method"),
        pytest.param("GET", "/widget/nothing.js", 404, id="unknown-file"),
        pytest.param("GET", "/widget/..%2f..%2fsettings.py", 404, id="outside-the-folder"),
    ],
)
async def test_what_is_not_there_is_a_problem_with_a_code(
    server: Running, method: str, path: str, status: int
) -> None:
    response = await server.http.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == PROBLEM
    assert response.json()["code"] in ("not_found", "method_not_allowed")
