"""Tests of the ticket's page without JavaScript."""

import pytest

from actions.ports import TicketRequest
from tests.server.plain.test_chat import PlainBrowser
from tests.server.running import Running


async def open_ticket(server: Running) -> tuple[str, str]:
    chat = await server.chat()
    request = TicketRequest(chat.id, "key-1", "Why is my refund late?", "Ana", "ana@example.com")
    reference = (await server.parts.tickets.open(request)).reference
    return reference, server.parts.tickets.url_of(reference).partition("#")[2]


@pytest.fixture
async def citizen(server: Running) -> PlainBrowser:
    """A browser that has opened its ticket."""
    reference, code = await open_ticket(server)
    browser = PlainBrowser(server)
    await browser.open("/chat/ticket")
    await browser.send("/chat/ticket", reference=reference.lower(), code=f" {code} ")
    return browser


async def test_reference_and_code_show_the_ticket(citizen: PlainBrowser) -> None:
    assert "Why is my refund late?" in citizen.page.words
    assert "Waiting for a person to read it" in citizen.page.words
    assert "We expect to reply by" in citizen.page.words


async def test_a_wrong_code_shows_nothing(server: Running) -> None:
    reference, _ = await open_ticket(server)
    browser = PlainBrowser(server)
    await browser.open("/chat/ticket")
    await browser.send("/chat/ticket", reference=reference, code="0" * 40)
    assert browser.shown.status_code == 404
    assert "Reference or code is wrong." in browser.page.words
    assert "refund" not in browser.page.words
    assert f'value="{reference}"' in browser.shown.text


async def test_a_message_reaches_the_thread_once(citizen: PlainBrowser) -> None:
    before = citizen.shown
    await citizen.send("/chat/ticket/reply", text="It is four months now.")
    assert "Your message was sent." in citizen.page.words
    citizen.shown = before
    await citizen.send("/chat/ticket/reply", text="It is four months now.")
    assert citizen.page.words.count("It is four months now.") == 1


async def test_an_empty_message_is_explained_by_its_field(citizen: PlainBrowser) -> None:
    await citizen.send("/chat/ticket/reply", text="  ")
    assert citizen.shown.status_code == 422
    assert '<p id="text-error" class="error">' in citizen.shown.text


async def test_it_is_closed_and_reopened(citizen: PlainBrowser) -> None:
    await citizen.send("/chat/ticket/close")
    assert "Your ticket is closed." in citizen.page.words
    await citizen.send("/chat/ticket/reopen")
    assert "Your ticket is open again." in citizen.page.words


async def test_closing_twice_shows_how_it_stands(citizen: PlainBrowser) -> None:
    before = citizen.shown
    await citizen.send("/chat/ticket/close")
    citizen.shown = before
    await citizen.send("/chat/ticket/close")
    assert citizen.shown.status_code == 409
    assert "This is not possible anymore" in citizen.page.words


async def test_a_form_without_its_proof_is_refused(citizen: PlainBrowser) -> None:
    citizen.shown = await citizen.http.post("/chat/ticket/close", data={})
    assert citizen.shown.status_code == 403
    await citizen.open("/chat/ticket")
    assert "Closed" not in citizen.page.words


async def test_without_a_ticket_there_is_nothing_to_change(server: Running) -> None:
    browser = PlainBrowser(server)
    browser.shown = await browser.http.post("/chat/ticket/close", data={})
    assert browser.shown.status_code == 404


async def test_the_page_speaks_spanish(citizen: PlainBrowser) -> None:
    await citizen.open("/chat/ticket?language=es")
    assert "Espera a que una persona la lea" in citizen.page.words
    assert "Waiting for a person" not in citizen.page.words
