"""Tests of the report of conversation tests in Chromium: who can read it, and its filter."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import faults
from tests.runner.coverage import Area, Coverage
from tests.runner.report_html import html_report
from tests.runner.scripted_run import scripted_results

pytestmark = pytest.mark.browser
COVERAGE = Coverage((Area("Intents", {"greet": 2, "stop": 0}),))


def test_everybody_can_read_it_and_see_one_outcome_alone(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(html_report(scripted_results(tmp_path), COVERAGE), encoding="utf-8")
    # Past its own policy, which would keep axe out too.
    context = browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.locator("article:visible")).to_have_count(4)
    page.get_by_label("Unsupported").check()
    expect(page.locator("article:visible")).to_have_count(1)
    expect(page.locator("article:visible")).to_contain_text("flow_started cannot be judged here")
    context.close()
