"""Tests of signing in, of accounts and of the audit log in Chromium."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from server.audit.service import record
from tests.browser.axe import faults
from tests.browser.serving import Served, served
from tests.server.running import PASSWORD
from tests.server.staff.provider import provider

pytestmark = pytest.mark.browser
NEW_PASSWORD = "another battery staple"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("staff")) as started:
        started.do(_fill(started))
        yield started


async def _fill(server: Served) -> None:
    """Accounts in every state, and more records than fit on a page."""
    accounts, roster = server.parts.accounts, server.parts.roster
    await accounts.create("eva", "Eva Editor", "editor", PASSWORD, "command")
    await accounts.create("pat", "Pat Password", "agent", PASSWORD, "command")
    await accounts.create("new", "Nora New", "agent", None, "command")
    off = await accounts.create("off", "Oscar Off", "agent", PASSWORD, "command")
    await roster.disable(off.id, "eva")
    await accounts.create("lou", "Lou Locked", "agent", PASSWORD, "command")
    for _ in range(5):
        await accounts.sign_in("lou", "a wrong password")
    async with server.parts.database.session() as session:
        for number in range(60):
            record(session, "eva", "set_priority", f"T-7F3K-9{number:03}", before="normal")


def opened(server: Served, context: BrowserContext, path: str) -> Page:
    server.sign_in(context, "admin", f"admin-{next(_NUMBERS)}")
    page = context.new_page()
    page.goto(f"{server.url}{path}")
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/staff/accounts", "Staff"),
        ("/staff/password", "Your password"),
        ("/staff/audit", "Audit log"),
        ("/staff/audit?since=tomorrow", "Audit log"),
        ("/staff/nothing", "There is nothing here"),
    ],
)
def test_no_page_has_a_fault_of_accessibility_or_is_too_wide(
    server: Served,
    context: BrowserContext,
    problems: list[str],
    path: str,
    heading: str,
) -> None:
    page = opened(server, context, path)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert faults(page) == []
    for width in (320, 1100):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.querySelector('main').scrollWidth") <= width
    problems[:] = [problem for problem in problems if "404" not in problem]


def test_signing_in_with_the_keyboard(
    server: Served, context: BrowserContext, problems: list[str]
) -> None:
    page = context.new_page()
    page.goto(f"{server.url}/editors")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Login").focus()
    page.keyboard.type("eva")
    press(page, "Tab")
    page.keyboard.type("not the password")
    press(page, "Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not fit")
    assert faults(page) == []
    page.get_by_label("Login").fill("eva")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Content")).to_be_visible()
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    problems[:] = [problem for problem in problems if "401" not in problem]


def test_an_account_is_made_changed_and_unlocked_with_the_keyboard(
    server: Served, context: BrowserContext
) -> None:
    page = opened(server, context, "/staff/accounts")
    page.get_by_role("textbox", name="Login").focus()
    page.keyboard.type("ben")
    press(page, "Tab")
    page.keyboard.type("Ben at the agency")
    press(page, "Tab", "ArrowDown", "Tab")
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("The account is created")
    expect(page.get_by_role("combobox", name="Role of Ben at the agency")).to_have_value("editor")
    expect(page.get_by_text("Locked until")).to_be_visible()
    page.get_by_role("button", name="Unlock Lou Locked").press("Enter")
    expect(page.get_by_text("Locked until")).to_have_count(0)
    page.get_by_role("button", name="Disable Ben at the agency").press("Enter")
    expect(page.get_by_role("button", name="Enable Ben at the agency")).to_be_visible()


def test_the_log_is_filtered_and_turned_with_the_keyboard(
    server: Served, context: BrowserContext
) -> None:
    page = opened(server, context, "/staff/audit")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(50)
    page.get_by_label("On", exact=True).focus()
    page.keyboard.type("T-7F3K")
    press(page, "Enter")
    expect(page.get_by_text("60 records.")).to_be_visible()
    page.get_by_role("link", name="Older").press("Enter")
    expect(rows).to_have_count(10)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download as CSV").press("Enter")
    text = taken.value.path().read_text(encoding="utf-8")
    assert len(text.splitlines()) == 61
    assert taken.value.suggested_filename.startswith("audit-")


def test_a_password_is_changed(server: Served, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{server.url}/staff/sign-in?next=/staff/password")
    page.get_by_label("Login").fill("pat")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Enter")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password", exact=False).first.fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("Your password is changed")


def test_a_browser_comes_back_from_the_provider_signed_in(
    tmp_path: Path, context: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another site sends it back: a strict cookie must hold all the same."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with provider() as idp, served(tmp_path, **idp.settings()) as server:
        idp.person["roles"] = ["tax-editors"]
        page = context.new_page()
        page.goto(f"{server.url.replace('127.0.0.1', 'localhost')}/editors")
        assert faults(page) == []
        page.get_by_role("link", name="Sign in with the agency account").press("Enter")
        expect(page.get_by_role("heading", name="Content")).to_be_visible()
        expect(page.get_by_role("link", name="Ana Ruiz")).to_be_visible()
