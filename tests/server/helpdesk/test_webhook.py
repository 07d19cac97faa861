"""Tests of the outgoing webhook: what is sent, to whom, and how a receiver checks it."""

import asyncio
import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.helpdesk.ports import DeliveryFailed, Notice
from server.helpdesk.webhook import WebhookDesk, checked_address
from tests.server.helpdesk.receivers import HttpReceiver, http_receiver

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
NOW = dt.datetime(2026, 11, 23, 9, 31, tzinfo=dt.UTC)
NOTICE = Notice(
    id="msg_0123",
    event="ticket.opened",
    subject="T-7F3K-92QD",
    occurred_at=NOW - dt.timedelta(minutes=1),
    payload={"status": "new", "topic": None, "question": "When is it due?"},
)
FIVE_MINUTES = 300


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with http_receiver() as opened:
        yield opened


def desk(receiver: HttpReceiver, *keys: bytes) -> WebhookDesk:
    return WebhookDesk(
        receiver.url, keys or [KEY], lambda reference: f"https://s/{reference}", clock=lambda: NOW
    )


def is_genuine(headers: Mapping[str, str], body: bytes, key: bytes, now: float) -> bool:
    """As a receiver would write it."""
    if abs(now - int(headers["webhook-timestamp"])) > FIVE_MINUTES:
        return False
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = [item.partition(",") for item in headers["webhook-signature"].split(" ")]
    return any(
        version == "v1" and hmac.compare_digest(signature, expected)
        for version, _, signature in given
    )


async def test_what_is_sent(receiver: HttpReceiver) -> None:
    await desk(receiver).deliver(NOTICE)
    ((headers, body),) = receiver.posts
    assert receiver.paths == ["/hook"]
    assert headers["content-type"] == "application/json"
    assert json.loads(body) == {
        "type": "ticket.opened",
        "timestamp": "2026-11-23T09:30:00.000+00:00",
        "data": {
            "reference": "T-7F3K-92QD",
            "status": "new",
            "topic": None,
            "question": "When is it due?",
            "desk_url": "https://s/T-7F3K-92QD",
        },
    }
    assert "authorization" not in headers
    assert "cookie" not in headers


async def test_a_receiver_can_tell_that_it_is_genuine(receiver: HttpReceiver) -> None:
    await desk(receiver).deliver(NOTICE)
    ((headers, body),) = receiver.posts
    now = NOW.timestamp()
    assert is_genuine(headers, body, KEY, now)
    assert not is_genuine(headers, body, OTHER_KEY, now)
    assert not is_genuine(headers, body + b" ", KEY, now)
    assert not is_genuine({**headers, "webhook-id": "msg_0124"}, body, KEY, now)
    assert not is_genuine(headers, body, KEY, now + FIVE_MINUTES + 1)


async def test_while_the_secret_changes_either_one_checks(receiver: HttpReceiver) -> None:
    await desk(receiver, KEY, OTHER_KEY).deliver(NOTICE)
    ((headers, body),) = receiver.posts
    assert is_genuine(headers, body, KEY, NOW.timestamp())
    assert is_genuine(headers, body, OTHER_KEY, NOW.timestamp())


@pytest.mark.parametrize(
    ("status", "is_final"),
    [
        (300, True),
        (400, True),
        (401, True),
        (404, True),
        (410, True),
        (408, False),
        (409, False),
        (425, False),
        (429, False),
        (500, False),
        (502, False),
        (503, False),
    ],
)
async def test_which_replies_are_final(receiver: HttpReceiver, status: int, is_final: bool) -> None:
    receiver.mood, receiver.status["later"] = "later", status
    with pytest.raises(DeliveryFailed) as caught:
        await desk(receiver).deliver(NOTICE)
    assert (caught.value.is_final, str(status) in caught.value.problem) == (is_final, True)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(receiver: HttpReceiver, status: int) -> None:
    receiver.mood, receiver.status["later"] = "later", status
    receiver.headers["location"] = receiver.url.replace("/hook", "/elsewhere")
    with pytest.raises(DeliveryFailed) as caught:
        await desk(receiver).deliver(NOTICE)
    assert caught.value.is_final
    assert receiver.paths == ["/hook"]


async def test_a_reply_without_end_is_not_read(receiver: HttpReceiver) -> None:
    receiver.headers["content-length"] = str(10**12)
    receiver.status["takes"] = 200
    await desk(receiver).deliver(NOTICE)
    assert receiver.ids == ["msg_0123"]


async def test_letters_outside_ascii_are_sent_as_utf8(receiver: HttpReceiver) -> None:
    notice = replace(NOTICE, payload={"question": "¿Cuándo?"})
    await desk(receiver).deliver(notice)
    assert "¿Cuándo?".encode() in receiver.posts[0][1]


def test_whatever_is_in_a_notice_it_arrives_whole_and_genuine() -> None:
    @given(id_=st.from_regex(r"\Amsg_[a-z0-9]{1,32}\Z"), subject=st.text(), question=st.text())
    @settings(deadline=None, max_examples=40)
    def check(id_: str, subject: str, question: str) -> None:
        opened.posts.clear()
        notice = replace(NOTICE, id=id_, subject=subject, payload={"question": question})
        asyncio.run(sending.deliver(notice))
        ((headers, body),) = opened.posts
        assert is_genuine(headers, body, KEY, NOW.timestamp())
        data = json.loads(body)["data"]
        assert (data["reference"], data["question"]) == (subject, question)

    with http_receiver() as opened:
        sending = desk(opened)
        check()


@pytest.mark.parametrize(
    "url",
    [
        "https://desk.example/hook",
        "https://desk.example:8443/hook?from=assistant",
        "http://localhost:9000/hook",
        "http://127.0.0.1:9000",
        "http://[::1]:9000/hook",
    ],
)
def test_addresses_that_are_allowed(url: str) -> None:
    assert checked_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "desk.example/hook",
        "http://desk.example/hook",
        "http://10.0.0.7/hook",
        "http://localhost.thief.example/hook",
        "http://127.0.0.1.thief.example/hook",
        "https:///hook",
        "https://user:password@desk.example/hook",
        "https://desk.example/hook#part",
        "https://desk.example:port/hook",
        "https://[desk/hook",
        "ftp://desk.example/hook",
        "file:///etc/passwd",
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        checked_address(url)
