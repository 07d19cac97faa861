"""Tests of the desk in Chromium: with the keyboard alone, without scripts, on a narrow screen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from actions.ports import TicketRequest
from server.staff.cookies import COOKIE
from tests.browser.axe import faults
from tests.browser.serving import PASSWORD, Served, served
from tests.factories import REFUND, question_of
from tests.server.desk.generated import fill

pytestmark = pytest.mark.browser
ASKED = "how long may i wait with my return"
# Of the one entry that the scripted retriever finds for any question.
SUGGESTED = "Look it up online. It takes about three weeks."
# Parts of the path that a keyboard alone takes; more stops than this make no desk.
MOST_STOPS = 80


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("desk")) as started:
        started.do(fill(started.parts, 30))
        yield started


@pytest.fixture
def reference(server: Served) -> str:
    return server.do(_opened(server))


async def _opened(server: Served) -> str:
    parts = server.parts
    chat, _, _ = await parts.conversations.start("en")
    await parts.conversations.take_turn(chat, ASKED, None, None)
    request = TicketRequest(chat, chat, ASKED, "Pat Doe", "pat@example.org", "after 5 p.m.")
    return (await parts.tickets.open(request)).reference


def sign_in(server: Served, page: Page) -> None:
    page.goto(f"{server.url}/desk")
    page.keyboard.press("Tab")
    reach(page, "Login")
    page.keyboard.type("ana")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tickets")).to_be_visible()


def signed_in(server: Served, context: BrowserContext, path: str) -> Page:
    token = server.do(server.parts.accounts.sign_in("ana", PASSWORD))
    context.add_cookies([{"name": COOKIE, "value": str(token), "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}{path}")
    return page


def _starting(text: str) -> re.Pattern[str]:
    return re.compile(f"^{re.escape(text)}")


def reach(page: Page, name: str) -> None:
    """Presses Tab until what has the focus is named so."""
    for _ in range(MOST_STOPS):
        named = page.evaluate(
            "e => e.labels?.[0]?.textContent || e.ariaLabel || e.textContent",
            page.evaluate_handle("document.activeElement"),
        )
        if str(named).strip().startswith(name):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no Tab leads to {name}")


def test_a_ticket_is_answered_with_the_keyboard_alone(
    server: Served, context: BrowserContext, reference: str
) -> None:
    page = context.new_page()
    sign_in(server, page)
    reach(page, "Search")
    page.keyboard.type(f"wait {reference}")
    page.keyboard.press("Enter")
    expect(page.locator("caption")).to_contain_text("1 ticket.")
    reach(page, f"Claim {reference}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"{reference} is yours")
    reach(page, ASKED)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{reference} Open")

    reach(page, question_of(REFUND))
    page.keyboard.press("Enter")
    reach(page, f"Use this reply: {question_of(REFUND)}")
    page.keyboard.press("Enter")
    box = page.get_by_label("Your reply")
    expect(box).to_be_focused()
    page.keyboard.type("Hello Pat. ")
    expect(box).to_have_value(_starting(f"Hello Pat. {SUGGESTED}"))
    reach(page, "Send reply")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Your reply is sent.")
    expect(page.locator(".thread .staff").first).to_contain_text(f"Hello Pat. {SUGGESTED}")

    page.on("dialog", lambda dialog: dialog.accept())
    reach(page, "Close")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("The ticket is closed.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Closed")


def test_closing_can_be_thought_over(
    server: Served, context: BrowserContext, reference: str
) -> None:
    page = signed_in(server, context, f"/desk/tickets/{reference}")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("New")


def test_an_unsent_reply_is_not_lost_by_a_slip(
    server: Served, context: BrowserContext, reference: str
) -> None:
    page = signed_in(server, context, f"/desk/tickets/{reference}")
    box = page.get_by_label("Your reply")
    box.press_sequentially("A long reply")
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.locator("[data-suggestion] summary").first.click()
    page.get_by_role("link", name="Use this reply").first.click()
    expect(box).to_have_value("A long reply")
    page.get_by_role("link", name="Tickets").first.click(no_wait_after=True)
    expect(box).to_have_value("A long reply")
    assert asked == ["confirm", "beforeunload"]
    box.fill("")
    page.get_by_role("link", name="Tickets").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tickets")


def test_without_scripts_a_suggestion_is_used_and_sent(
    server: Served, browser: Browser, reference: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = signed_in(server, context, f"/desk/tickets/{reference}")
    page.locator("[data-suggestion] summary").first.click()
    page.get_by_role("link", name="Use this reply").first.click()
    expect(page.get_by_label("Your reply")).to_have_value(_starting(SUGGESTED))
    page.get_by_label("I need something from the citizen").check()
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_role("status")).to_have_text("Your reply is sent.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Waiting for the citizen")
    context.close()


@pytest.mark.parametrize("path", ["/desk", "/desk?status=all", "card", "closed", "refused"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_desk_is_accessible_and_reflows(
    server: Served,
    context: BrowserContext,
    problems: list[str],
    reference: str,
    path: str,
    width: int,
) -> None:
    page = signed_in(server, context, "/desk?status=closed" if path == "closed" else "/desk")
    page.set_viewport_size({"width": width, "height": 800})
    if path == "closed":
        page.locator(".queue .question").first.click()
    elif path.startswith("/"):
        page.goto(f"{server.url}{path}")
    else:
        page.goto(f"{server.url}/desk/tickets/{reference}")
    if path == "refused":
        page.get_by_role("button", name="Send reply").click()
        expect(page.get_by_role("alert")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if path == "refused":
        # The browser reports the status of the page itself.
        problems.clear()
