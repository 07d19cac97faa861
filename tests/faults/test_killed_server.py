"""Tests of `kill -9` of the server, at any moment of the turn that opens a ticket."""

import random
import threading
import time
from collections import Counter

import httpx

from tests.assistant.running import Chat
from tests.faults.conftest import Note
from tests.faults.serving import A_PERSON, ServerProcess

SEEN, UNSEEN = 100, 40
# By then a turn has surely been answered.
LONGEST_SECONDS = 0.12


def at_the_end_of_the_form(http: httpx.Client) -> Chat:
    chat = Chat(http)
    for text in (A_PERSON, "Can I deduct oats for a horse?", "Eve", "eve@example.org", "yes"):
        chat.say(text)
    assert "Shall I send it?" in chat.text
    return chat


def test_a_ticket_whose_reference_was_seen_is_neither_lost_nor_doubled(
    process: ServerProcess, note: Note
) -> None:
    process.start()
    seen = []
    for number in range(SEEN):
        chat = at_the_end_of_the_form(process.http)
        reference = chat.reference(chat.say("yes", key=f"key {number}"))
        process.kill()
        process.start()
        assert chat.reference(chat.say("yes", key=f"key {number}")) == reference
        seen.append(reference)
    assert sorted(process.tickets()) == sorted(seen)
    assert len(set(seen)) == SEEN
    assert process.rows("PRAGMA integrity_check") == [("ok",)]
    note("kill -9 of the server, reference seen", f"{SEEN} kills, {SEEN} tickets, none twice")


def test_a_ticket_whose_reference_was_not_seen_is_there_once_after_the_retry(
    process: ServerProcess, note: Note
) -> None:
    process.start()
    moments = random.Random(6)
    found: Counter[str] = Counter()
    for number in range(UNSEEN):
        chat = at_the_end_of_the_form(process.http)
        before = len(process.tickets())
        sending = threading.Thread(target=_send_in_vain, args=(process.url, chat, f"key {number}"))
        sending.start()
        time.sleep(moments.uniform(0, LONGEST_SECONDS))
        process.kill()
        sending.join()
        stored = len(process.tickets()) - before
        process.start()
        reference = chat.reference(chat.say("yes", key=f"key {number}"))
        assert process.tickets().count(reference) == 1
        assert len(process.tickets()) == before + 1
        found["stored" if stored else "not stored"] += 1
    assert len(found) == 2, f"all kills came at the same step: {found}"
    assert process.rows("PRAGMA integrity_check") == [("ok",)]
    note(
        "kill -9 of the server, reference not seen",
        f"{UNSEEN} kills ({found['stored']} after the ticket was stored), {UNSEEN} tickets",
    )


def _send_in_vain(url: str, chat: Chat, key: str) -> None:
    path = f"{url}/api/conversations/{chat.id}/messages"
    headers = {**chat.headers, "Idempotency-Key": key}
    try:
        httpx.post(path, json={"text": "yes"}, headers=headers, trust_env=False)
    except httpx.HTTPError:
        return
