"""Tests of the ticket page in Spanish, from the chat's link to the survey, in Chromium."""

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from server.staff.accounts import Staff
from tests.browser.axe import faults
from tests.browser.following import Citizen
from tests.browser.serving import Served
from tests.browser.shifts import shifts
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser
TRUST = "Esta experiencia aumentó mi confianza en Example Revenue Agency."


@pytest.fixture
def citizen(server: Served, context: BrowserContext) -> Citizen:
    """On the page as the link of a Spanish chat opens it."""
    found = Citizen(server, context.new_page())
    found.address = found.address.replace("#", "?lang=es#")
    return found.open()


def language(page: Page) -> str:
    return str(page.evaluate("document.documentElement.lang"))


def test_the_link_of_a_chat_opens_the_page_in_its_language(
    server: Served, citizen: Citizen, chat: Widget, context: BrowserContext
) -> None:
    url = server.parts.tickets.url_of(citizen.reference)
    ticket = {"type": "ticket", "text": "Done.", "reference": citizen.reference, "url": url}
    turn = {"turn": 1, "status": "ticket_opened", "notices": [], "messages": [ticket]}
    chat.page.get_by_role("button", name="Español").click()
    box = chat.page.get_by_label("Su pregunta")
    chat.page.route("**/messages", lambda route: route.fulfill(body=json.dumps(turn)))
    box.fill("¿Y mi reembolso?")
    box.press("Enter")
    with context.expect_page() as opened:
        chat.page.get_by_role("link", name="Ver su solicitud").click()
    expect(opened.value.locator("#status")).to_have_text("Espera a que una persona la lea")
    assert language(opened.value) == "es"


def test_the_page_speaks_spanish_until_the_person_changes_over(
    citizen: Citizen, ana: Staff
) -> None:
    page = citizen.page
    expect(page).to_have_title(
        f"Solicitud {citizen.reference} – Example Revenue Agency (demostración)"
    )
    expect(page.locator("#next")).to_contain_text("Esperamos responder a más tardar el ")
    expect(page.locator("#opened")).to_contain_text(" de ")  # 23 de noviembre de 2026
    expect(page.locator("#announcement")).to_contain_text("1 mensaje")
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("#text-error")).to_have_text("Primero escriba un mensaje.")
    assert faults(page) == []
    assert shifts(page) < 0.1
    page.get_by_label("Su mensaje").fill("Sigo escribiendo")
    page.get_by_role("button", name="English").click()
    expect(citizen.status).to_have_text("Waiting for a person to read it")
    expect(citizen.box).to_have_value("Sigo escribiendo")
    expect(citizen.thread).to_have_count(1)
    expect(page.get_by_role("button", name="Español")).to_be_focused()
    assert language(page) == "en"
    page.goto(citizen.address.replace("?lang=es", ""))
    page.reload()
    expect(citizen.status).to_have_text("Waiting for a person to read it")
    page.get_by_role("button", name="Español").click()
    page.goto(f"{citizen.server.url}/tickets")
    page.get_by_role("button", name="Ver su solicitud").click()
    expect(page.locator("#reference-error")).to_contain_text("Escriba la referencia")


def test_the_survey_is_in_spanish_and_keeps_its_answers_in_english(citizen: Citizen) -> None:
    page = citizen.page
    page.get_by_role("button", name="Cerrar esta solicitud").click()
    page.get_by_role("button", name="Sí, cerrarla").click()
    expect(citizen.status).to_have_text("Cerrada")
    expect(page.get_by_role("group", name=TRUST)).to_be_visible()
    page.get_by_label("En desacuerdo").check()
    page.get_by_label("Fue difícil").check()
    page.get_by_label("¿Algo más?").fill("Nada")
    assert faults(page) == []
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="How did we do?")).to_be_visible()
    expect(page.get_by_label("I disagree")).to_be_checked()
    expect(page.get_by_label("It was hard")).to_be_checked()
    expect(page.get_by_label("Anything else?")).to_have_value("Nada")
    page.locator(".survey").get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_text("Está bien. Su solicitud sigue cerrada.")).to_be_visible()


def test_a_problem_is_said_in_the_language_changed_to(
    citizen: Citizen, problems: list[str]
) -> None:
    page = citizen.page
    page.goto(f"{citizen.server.url}/tickets/{citizen.reference}?lang=es#guess")
    wrong = page.get_by_role("heading", name="Esta dirección no abre ninguna solicitud")
    expect(wrong).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="This address opens no ticket")).to_be_visible()
    page.get_by_role("button", name="Español").click()
    page.get_by_role("link", name="Escribir la referencia y el código").click()
    expect(page.get_by_role("heading", name="Ver una solicitud")).to_be_visible()
    problems.clear()
