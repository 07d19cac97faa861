"""Tests of the card's page."""

from typing import Any

import pytest

from actions.ports import TicketRequest
from tests.factories import EXTENSION, REFUND, decision, question_of
from tests.server.desk.test_queue import MARKUP, opened
from tests.server.running import Running, StaffBrowser

ASKED = "how long may i wait"


async def shown(browser: StaffBrowser, reference: str, **query: Any) -> str:
    response = await browser.get(f"/desk/tickets/{reference}", **query)
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    return " ".join(response.text.split())


async def chatted(server: Running, question: str = ASKED, **fields: Any) -> str:
    """A ticket after a chat in which nothing sure was found."""
    server.rasa.is_up = False
    server.retriever.decisions[question] = decision("choices", EXTENSION, REFUND, confidence=0.42)
    chat = await server.chat()
    await chat.say(question)
    given = {"name": "Pat", "contact": "pat@example.org", **fields}
    request = TicketRequest(chat.id, chat.id, question, **given)
    return (await server.parts.tickets.open(request)).reference


@pytest.mark.parametrize("path", ["", "?suggest=filing/extension"])
async def test_nobody_is_sent_to_sign_in_and_editors_may_not(server: Running, path: str) -> None:
    reference = await opened(server)
    response = await server.http.get(f"/desk/tickets/{reference}{path}")
    assert response.status_code == 303
    editor = await server.staff("editor")
    assert (await editor.get(f"/desk/tickets/{reference}{path}")).status_code == 403


@pytest.mark.parametrize("reference", ["T-2222-2222", "nonsense", "%3Cscript%3E"])
async def test_a_ticket_that_is_not_there_is_not_found(server: Running, reference: str) -> None:
    agent = await server.staff()
    assert (await agent.get(f"/desk/tickets/{reference}")).status_code == 404


async def test_the_card_says_why_the_assistant_stopped(server: Running) -> None:
    text = await shown(await server.staff(), await chatted(server))
    stopped = text[text.index('id="stopped"') : text.index('id="record"')]
    assert f"Asked: “{ASKED}”" in stopped
    assert "Two entries were near" in stopped
    assert "The sureness was 0.42; 0.72 is needed." in stopped
    for entry_id in (EXTENSION, REFUND):
        assert question_of(entry_id) in stopped
        assert f"<code>{entry_id}</code>" in stopped
    assert '<td class="number">0.80</td>' in stopped
    assert "Asked now:</strong> The person chooses from these questions." in stopped


async def test_the_card_shows_chat_thread_and_history(server: Running) -> None:
    agent = await server.staff()
    reference = await chatted(server, call_between="after 5 p.m.")
    work = server.parts.work
    await work.claim(reference, agent.staff)
    await work.note(reference, agent.staff, "Looks like an extension.")
    await work.reply(reference, agent.staff, "Yes, six months.", needs_answer=False)
    text = await shown(agent, reference)
    for told in (
        "after 5 p.m.",
        "pat@example.org",
        "Hello. Ask me a question",
        "Internal note, seen by staff only",
        "Looks like an extension.",
        "Yes, six months.",
        "</strong> claimed it",
        "New → Open",
        "</strong> answered",
        "Eastern time",
    ):
        assert told in text, told
    assert agent.staff.name in text[text.index('class="history"') :]


async def test_markup_and_scripts_are_inert_everywhere(server: Running) -> None:
    agent = await server.staff()
    reference = await chatted(server, MARKUP, name=MARKUP, contact=MARKUP, call_between=MARKUP)
    work = server.parts.work
    await work.claim(reference, agent.staff)
    await work.note(reference, agent.staff, MARKUP)
    await work.reply(reference, agent.staff, "</textarea>" + MARKUP, needs_answer=True)
    text = await shown(agent, reference, suggest=MARKUP, done="<script>")
    assert "<script>alert" not in text
    assert text.count("</textarea>") == text.count("<textarea")
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 7
    for forbidden in ("<style", " style=", "onclick", "javascript:"):
        assert forbidden not in text


async def test_a_suggestion_fills_the_box_without_a_script(server: Running) -> None:
    agent, reference = await server.staff(), await chatted(server)
    plain = await shown(agent, reference)
    link = f'href="/desk/tickets/{reference}?suggest=filing/extension#reply"'
    assert link in plain
    filled = await shown(agent, reference, suggest=EXTENSION)
    box = filled[filled.index('<textarea id="text"') :].split("</textarea>")[0]
    assert "You can get six more months to file." in box
    assert "Source: The official page, https://www.irs.gov/filing/extension" in box
    empty = await shown(agent, reference, suggest="gone/entry")
    assert '<textarea id="text"' in empty


async def offered(server: Running, agent: StaffBrowser, reference: str) -> set[str]:
    text = await shown(agent, reference)
    actions = ("claim", "reply", "note", "assign", "close", "reopen")
    return {each for each in actions if f'/desk/tickets/{reference}/{each}"' in text}


async def test_only_what_the_status_allows_is_offered(server: Running) -> None:
    agent, _ = await server.staff(), await server.staff("agent", "bea")
    reference, work = await opened(server), server.parts.work
    to_do = {"reply", "note", "assign", "close"}
    assert await offered(server, agent, reference) == to_do | {"claim"}
    await work.claim(reference, agent.staff)
    assert await offered(server, agent, reference) == to_do
    await work.reply(reference, agent.staff, "Yes.", needs_answer=False)
    assert await offered(server, agent, reference) == to_do | {"reopen"}
    await work.close(reference, agent.staff)
    assert await offered(server, agent, reference) == {"note", "reopen"}


async def test_notes_are_never_shown_to_the_citizen(server: Running) -> None:
    agent = await server.staff()
    reference = await opened(server)
    await server.parts.work.note(reference, agent.staff, "Sounds like fraud.")
    secret = server.parts.tickets.url_of(reference).partition("#")[2]
    response = await server.http.get(
        f"/api/tickets/{reference}", headers={"Authorization": f"Bearer {secret}"}
    )
    assert response.status_code == 200
    assert "Sounds like fraud" not in response.text
