"""Tests of the editors' page."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.factories import DEDUCTION, EXTENSION, REFUND, decision, question_of
from tests.server.running import Chat, Running, Stage, running

MARKUP = "<script>alert(1)</script> \"quoted\" & 'single'"


@pytest.fixture
async def server(tmp_path: Path, stage: Stage) -> AsyncIterator[Running]:
    async with running(tmp_path, stage, knowledge_dir=stage.knowledge) as started:
        started.rasa.is_up = False
        yield started


@pytest.fixture
async def chat(server: Running) -> Chat:
    return await server.chat()


async def shown(server: Running, q: str = "") -> str:
    editor = await server.staff("editor", "eddie")
    response = await editor.get("/editors", **({"q": q} if q else {}))
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    return response.text


async def test_nobody_else_sees_it(server: Running, chat: Chat) -> None:
    for headers in ({}, chat.headers, {"Cookie": "assistant_staff=9999999999.00"}):
        response = await server.http.get("/editors", headers=headers)
        assert response.status_code == 303
        assert response.headers["location"].startswith("/staff/sign-in")
        assert question_of(EXTENSION) not in response.text
        refused = await server.http.post("/editors/new-entry", headers=headers)
        assert refused.status_code == 303


async def test_it_has_no_script_and_no_style_of_its_own(server: Running) -> None:
    text = await shown(server)
    for forbidden in ("<script", "<style", " style=", "onclick"):
        assert forbidden not in text


async def test_entries_are_shown_by_topic_with_their_use(server: Running, chat: Chat) -> None:
    server.retriever.decisions["time"] = decision("answered", EXTENSION)
    for helpful in (True, False):
        turn = await chat.say("time")
        feedback = {"turn": turn["turn"], "helpful": helpful}
        await server.http.post(f"{chat.path}/feedback", json=feedback, headers=chat.headers)
    await chat.say("time")
    text = " ".join((await shown(server)).split())
    assert text.index("Filing") < text.index("Deductions") < text.index("Refunds")
    row = text[text.index(f"<code>{EXTENSION}</code>") :].split("</tr>")[0]
    assert '<td class="number">3</td>' in row
    assert "1 of 2" in row


async def test_what_got_no_answer_is_grouped_and_escaped(server: Running, chat: Chat) -> None:
    server.retriever.decisions["is the cat deductible"] = decision("choices", REFUND, DEDUCTION)
    server.retriever.decisions["taken choice"] = decision("choices", REFUND, DEDUCTION)
    server.retriever.decisions["answered one"] = decision("answered", REFUND)
    for text in ("is my cat deductible", "Is my cat  deductible", "is the cat deductible"):
        await chat.say(text)
    await chat.say(MARKUP)
    await chat.say("my ssn 123-45-6789 is lost")
    taken = await chat.say("taken choice")
    await chat.pick(taken["messages"][0]["choices"][0]["payload"])
    await chat.say("answered one")
    text = await shown(server)
    unanswered = text[text.index('id="unanswered"') : text.index('id="entries"')]
    assert "<strong>3</strong> times" in unanswered
    assert "is the cat deductible" in unanswered
    assert "[SSN]" in unanswered
    assert "123-45" not in unanswered
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in unanswered
    assert "taken choice" not in unanswered
    assert "answered one" not in unanswered


async def test_a_question_is_tried_out_and_escaped(server: Running) -> None:
    server.retriever.decisions[MARKUP] = decision("choices", EXTENSION, REFUND, tax_year=2025)
    text = await shown(server, MARKUP)
    assert "<script>" not in text
    assert "The person chooses from these questions." in text
    assert "The probability that the best entry answers it is 0.50." in text
    assert f"passage of {REFUND}" in text
    assert "Tax year asked for: 2025." in text


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        pytest.param({"notice": "New guidance"}, "Its notice is given: New guidance.", id="paused"),
        pytest.param({"years": (2024, 2023)}, "which tax year: 2024, 2023.", id="years"),
        pytest.param({"outcome": "answered"}, "It is answered.", id="answered"),
        pytest.param({"outcome": "unanswered"}, "A person is offered.", id="unanswered"),
        pytest.param({"outcome": "out_of_scope"}, "something else", id="out of scope"),
        pytest.param(
            {"outcome": "account", "reply": "I cannot see it.", "redirect": "redirects/balance"},
            "The reply of redirects/balance: I cannot see it.",
            id="redirect",
        ),
        pytest.param(
            {"outcome": "answered", "entries": (EXTENSION, REFUND)}, "two questions", id="two"
        ),
        pytest.param(
            {"outcome": "answered", "left_open": "and my cat"}, "no answer: and my cat", id="left"
        ),
    ],
)
async def test_the_outcome_is_said_in_words(
    server: Running, changes: dict[str, object], verdict: str
) -> None:
    tried = replace(decision("choices", EXTENSION), **changes)  # type: ignore[arg-type]
    server.retriever.decisions["time"] = tried
    assert verdict in await shown(server, "time")


async def test_an_entry_is_begun_with_what_was_asked(server: Running) -> None:
    editor = await server.staff("editor")
    asked = ["Can I deduct my cat: yes?", MARKUP, "cat \\ food"]
    response = await editor.submit("/editors/new-entry", question=asked)
    assert response.status_code == 200
    assert response.headers["content-disposition"] == (
        'attachment; filename="can-i-deduct-my-cat-yes.md"'
    )
    assert response.headers["content-type"].startswith("text/markdown")
    front = yaml.safe_load(response.text.split("---")[1])
    assert [front["question"], *front["paraphrases"][:2]] == asked
    assert front["paraphrases"][2].startswith("write here:")


async def test_an_entry_can_be_begun_with_nothing(server: Running) -> None:
    editor = await server.staff("editor")
    response = await editor.submit("/editors/new-entry", question="???")
    assert 'filename="new-entry.md"' in response.headers["content-disposition"]
    assert (await editor.submit("/editors/new-entry")).status_code == 200
