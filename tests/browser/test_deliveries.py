"""Tests of the page of deliveries in Chromium."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from server.database import utc_now
from server.helpdesk.models import Delivery
from tests.browser.axe import faults
from tests.browser.serving import Served, served

pytestmark = pytest.mark.browser
PROBLEM = "The receiver replied with status 410."
EVENTS = ("ticket.opened", "ticket.citizen_replied", "ticket.staff_replied", "ticket.closed")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as started:
        started.do(_add(started))
        yield started


async def _add(server: Served) -> None:
    """Deliveries to help desks that nobody looks after, so that they stay as they are."""
    now = utc_now()
    async with server.parts.database.session() as session:
        for number, state in enumerate(["dead"] * 3 + ["pending"] * 2 + ["delivered"] * 40):
            session.add(
                Delivery(
                    notice_id=f"msg_{number}",
                    helpdesk="webhook" if number % 2 else "email",
                    event=EVENTS[number % len(EVENTS)],
                    subject=f"T-7F3K-92Q{'2347'[number % 4]}",
                    payload={},
                    state=state,
                    attempts=2 if state == "pending" else 1,
                    problem=None if state == "delivered" else PROBLEM,
                    next_at=now + dt.timedelta(hours=number),
                    created_at=now - dt.timedelta(hours=number),
                )
            )


@pytest.fixture
def page(server: Served, context: BrowserContext) -> Page:
    server.sign_in(context, "admin")
    opened = context.new_page()
    opened.goto(f"{server.url}/desk/deliveries")
    return opened


def test_the_page_has_no_fault_of_accessibility(page: Page) -> None:
    expect(page.get_by_role("heading", name="Deliveries")).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize("width", [320, 1100])
def test_it_fits_narrow_and_wide_windows(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_one_and_then_all_are_tried_again_with_the_keyboard(page: Page) -> None:
    given_up = page.get_by_role("region", name="Given up").locator("tbody tr")
    expect(given_up).to_have_count(3)
    again = page.get_by_role("button", name="Try again: T-7F3K-92Q4, staff replied, email")
    again.focus()
    page.keyboard.press("Enter")
    expect(given_up).to_have_count(2)
    expect(page.get_by_text("2 notices were given up.")).to_be_visible()
    page.get_by_role("button", name="Try all again").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("No notice was given up.")).to_be_visible()
