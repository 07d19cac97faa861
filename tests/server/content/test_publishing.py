"""Tests of live publishing, on a server without Rasa that watches a folder of content."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from embeddings.corpus import load_corpus
from embeddings.generations import Generation, Generations
from tests.factories import (
    DEDUCTION,
    EXTENSION,
    REFUND,
    TODAY,
    question_of,
    retrieval_settings,
    write_knowledge,
)
from tests.fakes import FakeRasa, WordEncoder
from tests.server.running import Chat, Running, Stage, running, watched_content

# Machines of tests are slow and shared; what is asserted is that it takes no restart.
PATIENCE_SECONDS = 10.0
QUESTION = question_of(EXTENSION)


@pytest.fixture
def stage(sqlite_stage: Stage) -> Stage:
    """SQLite alone: content is files."""
    return sqlite_stage


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path / "knowledge")


@pytest.fixture
async def server(tmp_path: Path, stage: Stage, knowledge: Path) -> AsyncIterator[Running]:
    rasa = FakeRasa()
    rasa.is_up = False
    content = watched_content(knowledge, tmp_path)
    async with running(tmp_path, stage, rasa, content, knowledge_dir=knowledge) as started:
        yield started


@pytest.fixture
async def chat(server: Running) -> Chat:
    return await server.chat()


def edit(knowledge: Path, entry_id: str, old: str, new: str) -> None:
    path = knowledge / f"{entry_id}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    # In one step: a file read half-written has another fault than the one the test makes.
    written = knowledge.with_name("edited.md")
    written.write_text(text.replace(old, new), encoding="utf-8")
    written.replace(path)


def move(folder: Path, to: Path) -> None:
    folder.rename(to)


async def until(holds: Callable[[Any], bool], chat: Chat, text: str = QUESTION) -> Any:
    """The first turn for which it holds, asked again and again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds(turn := await chat.say(text)):
        assert time.monotonic() < deadline, f"not live after {PATIENCE_SECONDS} s: {turn}"
        await asyncio.sleep(0.05)
    return turn


async def state(server: Running) -> Any:
    return (await server.http.get("/readyz")).json()["content"]


async def until_state(server: Running, name: str) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := await state(server))["state"] != name:
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.05)
    return found


def said(turn: Any) -> str:
    text: str = turn["messages"][0]["text"]
    return text


async def test_a_saved_edit_is_live_without_a_restart(chat: Chat, knowledge: Path) -> None:
    assert "six" in said(await chat.say(QUESTION))
    edit(knowledge, EXTENSION, "six more months", "seven more months")
    turn = await until(lambda turn: "seven" in said(turn), chat)
    assert (turn["status"], turn["entry_id"]) == ("answered", EXTENSION)


async def test_a_changed_figure_is_live(chat: Chat, knowledge: Path) -> None:
    path = knowledge / "figures" / "2025.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("15750", "15800"), encoding="utf-8")
    turn = await until(lambda turn: "$15,800" in said(turn), chat, question_of(DEDUCTION))
    assert turn["entry_id"] == DEDUCTION


async def test_a_new_entry_is_found(chat: Chat, knowledge: Path) -> None:
    text = (knowledge / f"{REFUND}.md").read_text(encoding="utf-8")
    new = text.replace("Where is my refund?", "May zebras file jointly?")
    new = new.replace("where is my refund", "zebras filing jointly").replace("Look it", "No. Look")
    (knowledge / "filing" / "zebras.md").write_text(new, encoding="utf-8")
    turn = await until(lambda t: t["entry_id"] == "filing/zebras", chat, "May zebras file jointly?")
    assert turn["status"] == "answered"


async def test_a_broken_edit_keeps_the_last_good_content(
    server: Running, chat: Chat, knowledge: Path
) -> None:
    before = await state(server)
    edit(knowledge, EXTENSION, "risk: standard", "risk: low")
    edit(knowledge, EXTENSION, "six more months", "seven more months")
    found = await until_state(server, "faulty")
    assert found["generation"] == before["generation"]
    assert found["faults"] == ["filing/extension.md:5: risk: Input should be 'standard' or 'high'"]
    turn = await chat.say(QUESTION)
    assert (turn["status"], "six" in said(turn)) == ("answered", True)
    edit(knowledge, EXTENSION, "risk: low", "risk: high")
    mended = await until_state(server, "live")
    assert mended["faults"] == []
    assert mended["generation"] != before["generation"]
    assert "seven" in said(await chat.say(QUESTION))


async def test_a_broken_edit_does_not_make_the_server_unready(tmp_path: Path, stage: Stage) -> None:
    knowledge = write_knowledge(tmp_path / "knowledge")
    content = watched_content(knowledge, tmp_path)
    async with running(tmp_path, stage, content=content, knowledge_dir=knowledge) as server:
        edit(knowledge, EXTENSION, "risk: standard", "risk: low")
        await until_state(server, "faulty")
        response = await server.http.get("/readyz")
        assert (response.status_code, response.json()["status"]) == (200, "ready")


async def test_the_fault_is_in_the_log(
    server: Running, knowledge: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(knowledge, EXTENSION, "risk: standard", "risk: low")
    await until_state(server, "faulty")
    logged = capsys.readouterr().out
    assert "content_faulty" in logged
    assert "filing/extension.md:5" in logged


async def test_the_content_may_go_away_and_come_back(
    server: Running, chat: Chat, knowledge: Path
) -> None:
    move(knowledge, knowledge.with_name("moved"))
    found = await until_state(server, "faulty")
    assert str(knowledge.parent) not in str(found["faults"])
    assert "six" in said(await chat.say(QUESTION))
    move(knowledge.with_name("moved"), knowledge)
    await until_state(server, "live")
    edit(knowledge, EXTENSION, "six more months", "seven more months")
    await until(lambda turn: "seven" in said(turn), chat)


async def test_a_pause_holds_at_once_also_for_choices_offered_before(
    server: Running, chat: Chat, knowledge: Path
) -> None:
    offered = (await chat.say("is my refund a deduction"))["messages"][0]
    payloads = [choice["payload"] for choice in offered["choices"] if REFUND in choice["payload"]]
    edit(knowledge, REFUND, "risk:", "paused: New guidance expected\nrisk:")
    turn = await until(lambda t: t["status"] == "unanswered", chat, question_of(REFUND))
    assert (turn["entry_id"], turn["degraded"]) == (None, True)
    assert "New guidance expected." in said(turn)
    offer = turn["messages"][0]["choices"]
    assert [choice["payload"] for choice in offer] == ["/talk_to_human"]
    assert payloads
    picked = await chat.pick(payloads[0])
    assert (picked["status"], picked["entry_id"]) == ("unanswered", None)
    assert "New guidance expected." in said(picked)


async def test_a_paused_topic_pauses_its_entries(chat: Chat, knowledge: Path) -> None:
    path = knowledge / "topics.yml"
    paused = path.read_text(encoding="utf-8").replace(
        "refunds: Refunds", "refunds: {label: Refunds, paused: The tool is down}"
    )
    path.write_text(paused, encoding="utf-8")
    turn = await until(lambda t: t["status"] == "unanswered", chat, question_of(REFUND))
    assert "The tool is down." in said(turn)


async def test_which_year_is_asked_and_the_pick_answered(chat: Chat, knowledge: Path) -> None:
    edit(knowledge, DEDUCTION, "risk:", "ask_year: true\nrisk:")
    turn = await until(lambda t: t["status"] == "choices", chat, question_of(DEDUCTION))
    years = turn["messages"][0]["choices"][:2]
    assert [year["title"][:4] for year in years] == ["2026", "2025"]
    picked = await chat.pick(years[0]["payload"])
    assert (picked["status"], picked["messages"][0]["tax_year"]) == ("answered", 2026)
    assert "$16,100" in said(picked)
    assert "$15,750" not in said(picked)


async def test_an_entry_of_other_years_is_neither_given_nor_picked(
    chat: Chat, knowledge: Path
) -> None:
    offered = (await chat.say("is my refund a deduction 2025"))["messages"][0]
    payloads = [choice["payload"] for choice in offered["choices"] if REFUND in choice["payload"]]
    edit(knowledge, REFUND, "tax_years: all", "tax_years: [2026]")
    asked = f"{question_of(REFUND)} 2025"
    await until(lambda turn: turn["entry_id"] != REFUND, chat, asked)
    assert payloads
    assert (await chat.pick(payloads[0]))["status"] == "unanswered"
    assert (await chat.say(f"{question_of(REFUND)} 2026"))["entry_id"] == REFUND


async def test_swaps_under_load_neither_fail_nor_mix(server: Running, knowledge: Path) -> None:
    chats = [await server.chat() for _ in range(4)]
    ended = False
    answers: list[Any] = []

    async def converse(chat: Chat) -> None:
        while not ended:
            answers.append(await chat.say(QUESTION))

    talking = [asyncio.create_task(converse(chat)) for chat in chats]
    original = (knowledge / f"{EXTENSION}.md").read_text(encoding="utf-8")
    for number in range(6):
        text = original.replace("six more", f"n{number} more").replace("Pay by", f"n{number} by")
        (knowledge / f"{EXTENSION}.md").write_text(text, encoding="utf-8")
        await until(lambda turn, seen=f"n{number} more": seen in said(turn), chats[0])  # type: ignore[misc]
    ended = True
    await asyncio.gather(*talking)
    assert {turn["status"] for turn in answers} == {"answered"}
    for turn in answers:
        first = said(turn).split("get ")[1].split(" more")[0]
        assert f"{first} by" in said(turn) or first == "six"


async def test_edits_go_live_while_one_is_stored(
    chat: Chat, knowledge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def store(generations: Generations, generation: Generation) -> bool:
        begun.set()
        may_end.wait(PATIENCE_SECONDS)
        raise RuntimeError("whatever keeps it from being stored")

    monkeypatch.setattr(Generations, "save", store)
    try:
        edit(knowledge, EXTENSION, "six more months", "seven more months")
        await until(lambda turn: "seven" in said(turn) and begun.is_set(), chat)
        edit(knowledge, EXTENSION, "seven more months", "eight more months")
        await until(lambda turn: "eight" in said(turn), chat)
    finally:
        may_end.set()
    edit(knowledge, EXTENSION, "eight more months", "nine more months")
    await until(lambda turn: "nine" in said(turn), chat)


async def test_the_index_on_the_disk_follows(
    server: Running, chat: Chat, knowledge: Path, tmp_path: Path
) -> None:
    edit(knowledge, EXTENSION, "six more months", "seven more months")
    await until(lambda turn: "seven" in said(turn), chat)
    await asyncio.sleep(0.5)
    encoder = WordEncoder()
    again = Generations(
        knowledge, tmp_path / "index", encoder, retrieval_settings(), lambda: TODAY
    ).open()
    assert (again[0].encoded, encoder.encoded) == (0, 0)
    assert again[0].corpus.digest == load_corpus(knowledge).digest
