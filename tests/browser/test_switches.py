"""Tests of the page of switches in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import faults
from tests.browser.serving import Served, served

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as started:
        yield started


@pytest.fixture(params=[(1100, 800), (360, 640)], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, server: Served, context: BrowserContext) -> Page:
    server.sign_in(context, "admin", "ada")
    opened = context.new_page()
    width, height = request.param
    opened.set_viewport_size({"width": width, "height": height})
    opened.goto(f"{server.url}/desk/switches")
    return opened


def test_a_topic_is_paused_and_resumed_with_the_keyboard(page: Page) -> None:
    expect(page.get_by_role("status")).to_have_text("Nothing is paused.")
    row = page.get_by_role("row", name="Refunds")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    row.get_by_label("Why?").fill("New guidance is expected")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 switch is paused.")
    expect(row).to_contain_text("New guidance is expected")
    assert faults(page) == []
    row.locator("summary").click()
    row.get_by_label("Why?").fill("It came")
    row.get_by_role("button", name="Resume Refunds").click()
    expect(page.get_by_role("status")).to_have_text("Nothing is paused.")


def test_the_page_is_accessible_with_a_form_open(page: Page) -> None:
    page.get_by_role("row", name="New tickets").locator("summary").click()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
