"""Tests of the ticket page in Chromium; staff act through their service."""

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, expect
from sqlalchemy import update

from server.staff.accounts import Staff
from server.tickets.models import Ticket
from tests.browser.axe import faults
from tests.browser.following import Citizen
from tests.browser.serving import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def citizen(server: Served, context: BrowserContext) -> Citizen:
    return Citizen(server, context.new_page()).open()


def test_the_page_says_what_happens_next(citizen: Citizen) -> None:
    expect(citizen.status).to_have_text("Waiting for a person to read it")
    expect(citizen.page.locator("#next")).to_contain_text("We expect to reply by ")
    expect(citizen.page.locator("#call-between")).to_have_text("after 5 p.m.")
    expect(citizen.thread).to_have_count(1)
    expect(citizen.thread).to_contain_text("Why is my refund late?")


def test_a_talk_with_staff_without_losing_what_is_typed(citizen: Citizen, ana: Staff) -> None:
    citizen.box.fill("I am still typing")
    citizen.answered_by(ana, "Which year?\n\n- 2024\n- 2025", needs_answer=True)
    citizen.look()
    expect(citizen.status).to_have_text("We need an answer from you")
    expect(citizen.thread.last).to_contain_text("Ana at the agency")
    announcement = citizen.page.locator("#announcement")
    expect(announcement).to_contain_text("New message from Ana at the agency: Which year?")
    expect(citizen.box).to_have_value("I am still typing")
    citizen.box.fill("For 2025, my SSN is 524-71-9083")
    citizen.page.get_by_role("button", name="Send").click()
    expect(citizen.thread).to_have_count(3)
    expect(citizen.thread.last).to_contain_text("For 2025, my SSN is [SSN]")
    expect(citizen.page.locator("#notice")).to_contain_text("We removed what looked like")
    expect(citizen.box).to_have_value("")
    expect(citizen.status).to_have_text("A person is working on it")


def test_an_internal_note_changes_nothing_on_the_page(citizen: Citizen, ana: Staff) -> None:
    before = citizen.page.locator("main").inner_text()
    citizen.server.do(citizen.work.note(citizen.reference, ana, "Looks like a CP05."))
    with citizen.page.expect_response("**/api/tickets/*"):
        citizen.look()
    assert citizen.page.locator("main").inner_text() == before
    assert "CP05" not in citizen.page.content()


def test_what_cannot_be_sent_is_said_at_the_field(citizen: Citizen) -> None:
    send, error = (
        citizen.page.get_by_role("button", name="Send"),
        citizen.page.locator("#text-error"),
    )
    send.click()
    expect(error).to_have_text("Type a message first.")
    expect(citizen.box).to_be_focused()
    expect(citizen.box).to_have_attribute("aria-invalid", "true")
    citizen.box.fill("x" * 4001)
    expect(citizen.page.locator("#left")).to_have_text("1 character too many")
    send.click()
    expect(error).to_have_text("Your message is too long. Shorten it to 4,000 characters.")
    citizen.box.fill("Any news?")
    expect(error).to_be_hidden()
    expect(citizen.thread).to_have_count(1)


def test_a_lost_reply_is_sent_again_and_stored_once(citizen: Citizen, problems: list[str]) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    citizen.page.route("**/posts", lose)
    citizen.box.fill("Any news?")
    send = citizen.page.get_by_role("button", name="Send")
    send.click()
    expect(citizen.page.locator("#text-error")).to_contain_text("Not sent")
    expect(citizen.box).to_have_value("Any news?")
    citizen.page.unroute("**/posts")
    send.click()
    expect(citizen.page.locator("#done")).to_have_text("Your message was sent.")
    expect(citizen.thread).to_have_count(2)
    problems.clear()


def test_a_ticket_is_closed_and_reopened_with_the_keyboard_alone(citizen: Citizen) -> None:
    page = citizen.page
    page.get_by_role("button", name="Close this ticket").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Yes, close it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Close this ticket")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(citizen.status).to_have_text("Closed")
    expect(page.locator("#done")).to_be_focused()
    expect(page.get_by_role("button", name="Close this ticket")).to_be_hidden()
    page.get_by_role("button", name="Reopen without a message").focus()
    page.keyboard.press("Enter")
    expect(citizen.status).to_have_text("Reopened, waiting for a person")
    citizen.page.reload()
    expect(citizen.status).to_have_text("Reopened, waiting for a person")


def test_a_page_out_of_reach_keeps_the_ticket_and_comes_back(
    citizen: Citizen, ana: Staff, problems: list[str]
) -> None:
    citizen.page.clock.install()
    citizen.page.reload()
    expect(citizen.status).not_to_be_empty()
    citizen.page.route("**/api/tickets/*", lambda route: route.abort())
    citizen.look()
    expect(citizen.page.locator("#state")).to_contain_text("could not be brought up to date")
    expect(citizen.thread).to_have_count(1)
    citizen.page.unroute("**/api/tickets/*")
    citizen.answered_by(ana, "In three weeks.")
    citizen.page.clock.run_for(31_000)
    expect(citizen.status).to_have_text("Answered")
    expect(citizen.page.locator("#state")).to_be_empty()
    problems.clear()


def test_a_ticket_is_found_without_its_link(citizen: Citizen) -> None:
    page, secret = citizen.page, citizen.address.partition("#")[2]
    page.goto(f"{citizen.server.url}/tickets")
    see = page.get_by_role("button", name="See your ticket")
    see.click()
    expect(page.locator("#reference-error")).to_contain_text("Enter the reference")
    expect(page.get_by_label("Reference or link")).to_be_focused()
    assert faults(page) == []
    page.get_by_label("Reference or link").fill(citizen.reference.lower().replace("-", " "))
    page.get_by_label("Code").fill(f" {secret.upper()} ")
    see.click()
    expect(page.locator("#reference")).to_have_text(citizen.reference)
    page.goto(f"{citizen.server.url}/tickets")
    page.get_by_label("Reference or link").fill(citizen.address)
    see.click()
    expect(page.locator("#reference")).to_have_text(citizen.reference)


def test_a_wrong_secret_leads_to_the_form(citizen: Citizen, problems: list[str]) -> None:
    page = citizen.page
    page.goto(f"{citizen.server.url}/tickets/{citizen.reference}#guess")
    expect(page.get_by_role("heading", name="This address opens no ticket")).to_be_visible()
    expect(page.locator("#ticket")).to_be_hidden()
    page.get_by_role("link", name="Enter your reference and code").click()
    expect(page).to_have_url(f"{citizen.server.url}/tickets")
    assert [problem for problem in problems if "404" not in problem] == []
    problems.clear()


def test_a_ticket_closed_long_ago_says_so(citizen: Citizen, problems: list[str]) -> None:
    async def long_ago() -> None:
        async with citizen.server.parts.database.session() as session:
            closed = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
            query = update(Ticket).where(Ticket.reference == citizen.reference)
            await session.execute(query.values(status="closed", closed_at=closed))

    citizen.server.do(long_ago())
    page = citizen.page
    page.reload()
    expect(page.get_by_role("heading", name="This ticket was closed long ago")).to_be_visible()
    expect(page.locator("#ticket")).to_be_hidden()
    assert [problem for problem in problems if "401" not in problem] == []
    problems.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_is_accessible_in_both_schemes_and_on_a_narrow_screen(
    citizen: Citizen, ana: Staff, scheme: Any
) -> None:
    page = citizen.page
    page.emulate_media(color_scheme=scheme)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Close this ticket").click()
    assert faults(page) == []
    citizen.answered_by(ana, f"Look at https://www.irs.gov/{'refunds' * 20} please.")
    citizen.look()
    expect(citizen.thread).to_have_count(2)
    page.get_by_role("button", name="Yes, close it").click()
    expect(citizen.status).to_have_text("Closed")
    assert faults(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert faults(page) == []
