"""Tests of Rasa answering slowly or with garbage: a limit, a degraded answer, all others served."""

import threading
import time
from collections.abc import Iterator

import pytest

from tests.assistant.running import Chat
from tests.faults.bad_rasa import GARBAGE, SLOW_SECONDS, BadRasa, bad_rasa, slow
from tests.faults.conftest import Note
from tests.faults.serving import A_PERSON, ServerProcess

LIMIT_SECONDS = 1.5


@pytest.fixture(scope="module")
def rasa() -> Iterator[BadRasa]:
    with bad_rasa() as started:
        yield started


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, rasa: BadRasa) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("bad_rasa")
    started = ServerProcess(folder, rasa_url=rasa.url, rasa_timeout_seconds=LIMIT_SECONDS)
    started.start()
    yield started
    started.close()


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_is_the_absence_of_rasa(
    server: ServerProcess, rasa: BadRasa, note: Note, garbage: str
) -> None:
    rasa.answers["my question"] = GARBAGE[garbage]
    chat = Chat(server.http)
    began = time.monotonic()
    turn = chat.say("my question")
    seconds = time.monotonic() - began
    assert (turn["status"], turn["degraded"]) == ("unanswered", True)
    assert chat.text
    assert seconds < SLOW_SECONDS, "it waited for longer than its limit"
    after = chat.say("something else")
    assert (after["degraded"], chat.text) == (False, "Rasa said something else")
    note(f"Rasa answers: {garbage}", f"a degraded answer after {seconds:.1f} s, then Rasa again")


def test_in_the_form_garbage_loses_nothing(server: ServerProcess, rasa: BadRasa) -> None:
    rasa.answers[A_PERSON] = GARBAGE["an empty list"]
    chat = Chat(server.http)
    for text in (A_PERSON, "Can I deduct oats for a horse?", "Eve", "eve@example.org", "yes"):
        assert chat.say(text)["degraded"]
    assert chat.reference(chat.say("yes")) in server.tickets()
    assert chat.say("thanks")["degraded"] is False


def test_while_one_waits_for_rasa_others_are_answered(
    server: ServerProcess, rasa: BadRasa, note: Note
) -> None:
    rasa.answers["my question"] = slow
    chats = [Chat(server.http) for _ in range(10)]
    waiting = [threading.Thread(target=chat.say, args=("my question",)) for chat in chats]
    other = Chat(server.http)
    began = time.monotonic()
    for thread in waiting:
        thread.start()
    answered = 0
    while all(thread.is_alive() for thread in waiting):
        assert other.say("hello")["degraded"] is False
        answered += 1
    for thread in waiting:
        thread.join()
    seconds = time.monotonic() - began
    assert all(chat.last["degraded"] for chat in chats)
    assert answered >= 5, f"{answered} turns of another conversation while ten waited"
    note("Rasa slow for ten at once", f"{answered} turns of another in {seconds:.1f} s")
