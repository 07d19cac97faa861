"""Tests of what people and machines send that they should not."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.edge.bodies import LARGEST_BODY
from tests.factories import SECRET, rasa_message
from tests.server.running import Chat, Running, Stage, running


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "empty_message", id="empty"),
        pytest.param(" \t\n\u3000 ", "empty_message", id="whitespace"),
        pytest.param("\x00\x07\x1b", "empty_message", id="control-characters"),
        pytest.param("\u200b\u2060\ufeff\u202e", "empty_message", id="invisible-characters"),
        pytest.param("\u200d\ufe0f", "empty_message", id="joiners-alone"),
        pytest.param("\ue000\U000e0001", "empty_message", id="private-and-tag-characters"),
        pytest.param("why " * 2500, "message_too_long", id="10000-characters"),
        pytest.param("x" * 2001, "message_too_long", id="one-too-many"),
        pytest.param("x" * 30_000, "invalid_request", id="30000-characters"),
    ],
)
async def test_a_message_that_says_nothing_or_too_much_is_refused_with_a_reason(
    server: Running, chat: Chat, text: str, code: str
) -> None:
    response = await chat.post({"text": text})
    assert response.status_code == 422
    assert response.json()["code"] == code
    assert server.rasa.received == []
    assert (await chat.transcript())["last_turn"] == 0


@pytest.mark.parametrize("text", ["🙂🙂🙂", "❤️", "?!?", "/", "///"])
async def test_a_message_without_words_is_answered_without_a_search(
    server: Running, chat: Chat, text: str
) -> None:
    turn = await chat.say(text)
    assert turn["status"] == "small_talk"
    assert "could not find any words" in turn["messages"][0]["text"]
    assert server.rasa.received == []
    assert (await chat.transcript())["messages"][1]["text"] == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("where is\x00 my\u200b refund", "where is my refund", id="invisible"),
        pytest.param("\u202ewhere is it", "where is it", id="right-to-left-override"),
        pytest.param("  where is it\n", "where is it", id="spaces-around"),
        pytest.param("cafe\u0301 receipts", "café receipts", id="composed"),
        pytest.param("x" * 2000, "x" * 2000, id="longest"),
        pytest.param("¿Dónde está mi reembolso? 退税在哪里", None, id="other-scripts"),
        pytest.param("family 👨\u200d👩\u200d👧 tax", None, id="emoji-and-words"),
        pytest.param("'; DROP TABLE turns; --", None, id="sql"),
        pytest.param("{{ 7*7 }} {question} %s", None, id="templates"),
        pytest.param("<script>alert(1)</script> <b>refund</b>", None, id="html"),
    ],
)
async def test_text_is_kept_as_text(
    server: Running, chat: Chat, typed: str, kept: str | None
) -> None:
    turn = await chat.say(typed)
    expected = typed if kept is None else kept
    assert server.rasa.received == [expected]
    (reply,) = turn["messages"]
    assert reply == {"type": "text", "text": f"You said: {expected}"}
    assert (await chat.transcript())["messages"][1]["text"] == expected


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("/talk_to_human", id="plain"),
        pytest.param('/choose{"entry_id": "refunds/where"}', id="with-entities"),
        pytest.param("//talk_to_human", id="two-slashes"),
        pytest.param(" / /talk_to_human", id="spaces"),
        pytest.param("/\u00a0/talk_to_human", id="no-break-space"),
        pytest.param("/\u2003\u3000/talk_to_human", id="wide-spaces"),
        pytest.param("\u200b/\u200b/talk_to_human", id="invisible"),
        pytest.param("/\x1f/talk_to_human", id="control"),
        pytest.param("/restart", id="restart"),
    ],
)
async def test_a_typed_command_does_not_reach_rasa_as_one(
    server: Running, chat: Chat, typed: str
) -> None:
    await chat.say(typed)
    (sent,) = server.rasa.received
    # Rasa strips the text before it looks for the slash.
    assert not sent.strip().startswith("/")


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param("/affirm", id="not-offered-here"),
        pytest.param('/edit_ticket{"part": "name"}', id="form"),
        pytest.param('/choose{"entry_id": "no/such"}', id="entry"),
        pytest.param("/restart", id="rasa-command"),
        pytest.param("hello", id="text"),
        pytest.param("/\x00", id="null"),
    ],
)
async def test_a_forged_choice_is_refused(server: Running, chat: Chat, payload: str) -> None:
    response = await chat.post({"payload": payload})
    assert response.status_code == 422
    assert response.json()["code"] == "unknown_choice"
    assert server.rasa.received == []


async def test_a_choice_offered_to_somebody_else_is_refused(server: Running, chat: Chat) -> None:
    asked = rasa_message("May we?", "ticket_form", buttons=[{"title": "Yes", "payload": "/affirm"}])
    server.rasa.replies["a person"] = [asked]
    await chat.say("a person")
    assert (await (await server.chat()).post({"payload": "/affirm"})).status_code == 422
    assert (await chat.post({"payload": "/affirm"})).status_code == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param("{", "malformed_json", id="cut-off"),
        pytest.param("text=hello", "malformed_json", id="form"),
        pytest.param("", "invalid_request", id="no-body"),
        pytest.param("[]", "invalid_request", id="list"),
        pytest.param("null", "invalid_request", id="null"),
        pytest.param("{}", "invalid_request", id="neither"),
        pytest.param('{"text": "a", "payload": "/b"}', "invalid_request", id="both"),
        pytest.param('{"text": 5}', "invalid_request", id="number"),
        pytest.param('{"text": null}', "invalid_request", id="nothing"),
        pytest.param('{"payload": ""}', "invalid_request", id="empty-payload"),
        pytest.param('{"text": "a", "turn": 1}', "invalid_request", id="unknown-field"),
        pytest.param('{"text": "\\ud800"}', "invalid_request", id="half-a-character"),
        pytest.param("[" * 20_000, "malformed_json", id="nested"),
        pytest.param(b'{"text": "\xff"}', "malformed_json", id="not-utf-8"),
    ],
)
async def test_a_body_that_is_not_as_described_is_refused(
    chat: Chat, body: str | bytes, code: str
) -> None:
    headers = {**chat.headers, "Content-Type": "application/json"}
    response = await chat.http.post(f"{chat.path}/messages", content=body, headers=headers)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == code


async def test_an_error_repeats_nothing_of_what_was_sent(chat: Chat) -> None:
    response = await chat.post({"text": "marker", "payload": "marker", "language": "marker"})
    assert response.status_code == 422
    assert "marker" not in response.text


async def _chunks(size: int) -> AsyncIterator[bytes]:
    yield b'{"text": "'
    for _ in range(size // 1024):
        yield b"x" * 1024
    yield b'"}'


@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "chunked"])
async def test_an_oversized_body_is_refused(
    server: Running, chat: Chat, *, is_declared: bool
) -> None:
    content = json.dumps({"text": "x" * LARGEST_BODY}).encode() if is_declared else None
    response = await chat.http.post(
        f"{chat.path}/messages",
        content=content or _chunks(2 * LARGEST_BODY),
        headers={**chat.headers, "Content-Type": "application/json"},
    )
    assert response.status_code == 413
    assert response.json()["code"] == "body_too_large"
    assert server.rasa.received == []


@pytest.mark.parametrize("length", ["many", "-1", "1e3"])
async def test_a_length_that_is_no_number_is_refused(chat: Chat, length: str) -> None:
    headers = {**chat.headers, "Content-Length": length}
    response = await chat.http.post(f"{chat.path}/messages", content=b"{}", headers=headers)
    assert response.status_code == 413


async def test_actions_may_send_more_for_rasa_sends_the_whole_tracker(server: Running) -> None:
    call = {"next_action": "action_unknown", "padding": "x" * 2 * LARGEST_BODY}
    headers = {"X-Assistant-Secret": SECRET}
    response = await server.http.post("/internal/actions", json=call, headers=headers)
    assert response.status_code == 404
    assert "action_unknown" in response.json()["detail"]


async def test_fifty_messages_at_once_are_all_answered_each_with_its_own_reply(
    server: Running, chat: Chat
) -> None:
    texts = [f"question {number}" for number in range(50)]
    turns = await asyncio.gather(*(chat.say(text) for text in texts))
    assert sorted(turn["turn"] for turn in turns) == list(range(1, 51))
    replies = {turn["turn"]: turn["messages"][0]["text"] for turn in turns}
    assert [replies[turn["turn"]] for turn in turns] == [f"You said: {text}" for text in texts]
    messages = (await chat.transcript())["messages"][1:]
    pairs = list(zip(messages[::2], messages[1::2], strict=True))
    assert [asked["turn"] for asked, _ in pairs] == list(range(1, 51))
    assert all(said["text"] == f"You said: {asked['text']}" for asked, said in pairs)
    assert server.rasa.received == [asked["text"] for asked, _ in pairs]


async def test_with_limits_on_the_rest_of_fifty_messages_is_told_to_wait(
    tmp_path: Path, stage: Stage
) -> None:
    async with running(tmp_path, stage, rate_limit="on") as server:
        chat = await server.chat()
        posts = (chat.post({"text": f"question {number}"}) for number in range(50))
        responses = await asyncio.gather(*posts)
        refused = [response for response in responses if response.status_code == 429]
        assert [r.status_code for r in responses].count(200) == 20
        assert len(refused) == 30
        for response in refused:
            assert 1 <= int(response.headers["retry-after"]) <= 60
            assert response.json()["code"] == "too_many_requests"
        assert len(server.rasa.received) == 20
        # The limit is that of one conversation: another one goes on.
        assert (await (await server.chat()).say("hello"))["turn"] == 1


@pytest.mark.parametrize(
    ("setting", "path"),
    [
        pytest.param("conversations_per_minute", "/api/conversations", id="conversations"),
        pytest.param("requests_per_minute", "/api/tickets/T-2222-2222", id="tickets"),
        pytest.param("requests_per_minute", "/api/tickets/T-2222-2222/survey", id="ticket-survey"),
        pytest.param("requests_per_minute", "/api/conversations/x/messages", id="messages"),
        pytest.param("requests_per_minute", "/api/conversations/x/events", id="events"),
        pytest.param("requests_per_minute", "/api/search?q=refund", id="search"),
        pytest.param("requests_per_minute", "/api/suggestions?q=more time", id="suggestions"),
        pytest.param("requests_per_minute", "/metrics", id="metrics"),
        pytest.param("sign_ins_per_minute", "/staff/sign-in", id="sign-in"),
    ],
)
async def test_the_calls_of_an_address_are_limited(
    tmp_path: Path, stage: Stage, setting: str, path: str
) -> None:
    limits: dict[str, Any] = {"rate_limit": "on", setting: 2}
    async with running(tmp_path, stage, **limits) as server:
        method = "POST" if path.endswith(("conversations", "sign-in")) else "GET"
        answers = [await server.http.request(method, path) for _ in range(3)]
        assert [answer.status_code == 429 for answer in answers] == [False, False, True]
        assert 1 <= int(answers[2].headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("messages", {"text": "hello"}),
        ("feedback", {"turn": 1, "helpful": True}),
        ("survey", {"trusts": True}),
    ],
)
async def test_what_is_written_in_one_conversation_is_limited(
    tmp_path: Path, stage: Stage, call: str, body: Any
) -> None:
    async with running(tmp_path, stage, rate_limit="on", messages_per_minute=2) as server:
        chat, other = await server.chat(), await server.chat()

        async def status(of: Chat) -> int:
            path = f"{of.path}/{call}"
            return (await server.http.post(path, json=body, headers=of.headers)).status_code

        assert [await status(chat) == 429 for _ in range(3)] == [False, False, True]
        assert await status(other) != 429


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/conversations/%00/messages", 404, "not_found"),
        ("/desk/tickets/%00", 404, "not_found"),
        ("/desk?q=a%00b", 422, "invalid_request"),
        ("/staff/sign-in?next=%00", 422, "invalid_request"),
    ],
)
async def test_an_address_with_a_null_character_is_refused(
    server: Running, path: str, status: int, code: str
) -> None:
    response = await server.http.get(path)
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_a_form_with_a_null_character_is_refused(server: Running) -> None:
    form = {"login": "ana\0", "password": "a password"}
    assert (await server.http.post("/staff/sign-in", data=form)).status_code == 422
