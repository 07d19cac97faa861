"""Tests of every state of the plain pages and of the ticket page, as test_states.py has them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from server.tickets.models import Ticket
from tests.browser.accessibility.keyboard import Hands
from tests.browser.accessibility.measuring import LOOKS, Measured, measured
from tests.browser.accessibility.scene import Record, scene_server
from tests.browser.accessibility.tasks import ENTER, PLAIN
from tests.browser.accessibility.test_states import LEAST
from tests.browser.serving import Served

ONE_LIKE_ANOTHER = ("Skip to the content", "Send it", "Send the reason", "Take the offer")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Measured]]:
    """Each page a citizen comes to, as it was measured."""
    with scene_server(tmp_path_factory.mktemp("pages")) as server:
        page = browser.new_page(viewport={"width": 1100, "height": 800})
        page.goto(f"{server.url}/chat")
        found = {"/chat: first": measured(page)}
        hands = Hands(page)
        for step in PLAIN:
            hands.do(step)
            if step.keys == ENTER and step.does not in ONE_LIKE_ANOTHER:
                path = page.url.removeprefix(server.url).partition("#")[0]
                found[f"{path}: {step.does} ({len(found)})"] = measured(page)
        page.goto(f"{server.url}/chat/ticket?find=1")
        found["/chat/ticket: another"] = measured(page)
        found |= ticket_states(server, page)
        yield found
        page.close()


def ticket_states(server: Served, page: Page) -> Iterator[tuple[str, Measured]]:
    reference = server.do(newest_ticket(server))
    page.goto(f"{server.url}{server.parts.tickets.url_of(reference)}")
    expect(page.get_by_role("heading", name="How did we do?")).to_be_visible()
    page.get_by_label("I disagree").check()
    yield "/tickets/…: closed, survey", measured(page)
    page.get_by_role("button", name="Reopen without a message").click()
    expect(page.locator("#status")).to_contain_text("Reopened")
    page.locator("#send").click()
    expect(page.locator("#text-error")).to_be_visible()
    page.get_by_role("button", name="Close this ticket").click()
    yield "/tickets/…: error, asked whether to close", measured(page)


async def newest_ticket(server: Served) -> str:
    async with server.parts.database.session() as session:
        query = select(Ticket.reference).order_by(Ticket.id.desc()).limit(1)
        return str((await session.scalars(query)).one())


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(pages: dict[str, Measured], look: str, record_property: Record) -> None:
    checks = {name: page.axe[look] for name, page in pages.items()}
    rows = [[name, look, len(each.faults), each.passes] for name, each in checks.items()]
    record_property("axe: pages", rows)
    assert {name: each.faults for name, each in checks.items() if each.faults} == {}
    assert all(each.passes > 5 for each in checks.values())


def test_every_target_is_large_enough(pages: dict[str, Measured]) -> None:
    targets = [each for page in pages.values() for each in page.targets if not each.is_in_line]
    assert len(targets) > 100
    assert [each for each in targets if min(each.width, each.height) < LEAST] == []


def test_a_person_is_one_step_away(pages: dict[str, Measured]) -> None:
    asked = [page.help for name, page in pages.items() if name.startswith("/chat:")]
    assert len(asked) > 8
    assert set(asked) <= {"Talk to a person", "Hablar con una persona"}


def test_nothing_is_cut_off_at_400_percent(pages: dict[str, Measured]) -> None:
    assert {name: page.cut_off_zoomed for name, page in pages.items() if page.cut_off_zoomed} == {}


def test_nothing_is_cut_off_with_text_set_apart(pages: dict[str, Measured]) -> None:
    assert {name: page.cut_off_spaced for name, page in pages.items() if page.cut_off_spaced} == {}
