"""Tests of the measures page in Chromium, on generated tickets."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.axe import faults
from tests.browser.serving import Served, served
from tests.server.desk.generated import fill

pytestmark = pytest.mark.browser
TICKETS = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("measures")) as started:
        started.do(fill(started.parts, TICKETS))
        yield started


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(server: Served, context: BrowserContext, scheme: str) -> None:
    server.sign_in(context, "editor", f"reader-{scheme}")
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{server.url}/desk/measures?period=90")
    expect(page.get_by_role("heading", name="Last 90 days")).to_be_visible()
    expect(page.locator("#quality")).to_contain_text("no impossible values")
    for summary in page.locator("summary").all():
        summary.click()
    assert faults(page) == []


def test_the_period_is_chosen_and_the_numbers_read_as_a_table(
    server: Served, context: BrowserContext
) -> None:
    server.sign_in(context, "agent", "chooser")
    page = context.new_page()
    page.goto(f"{server.url}/desk/measures")
    page.get_by_role("link", name="Last 90 days").click()
    expect(page.get_by_role("heading", name="Last 90 days")).to_be_visible()
    opened = page.locator("dt", has_text="Tickets opened").locator("xpath=following-sibling::dd[1]")
    expect(opened).to_have_text(f"{TICKETS} tickets")
    chart = page.get_by_role("figure", name="Tickets opened")
    expect(chart.get_by_role("img")).to_have_accessible_name(re.compile(f"{TICKETS} in all"))
    chart.get_by_text("The numbers as a table").click()
    cells = chart.locator("tbody tr td:last-child").all_inner_texts()
    assert sum(map(int, cells)) == TICKETS
    page.get_by_label("Month").select_option(index=1)
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(
        f"{server.url}/desk/measures?period={page.get_by_label('Month').input_value()}"
    )
