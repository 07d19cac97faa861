"""Owns a ticket and its citizen on the ticket page, for browser tests."""

from playwright.sync_api import Page, expect

from actions.ports import TicketRequest
from server.staff.accounts import Staff
from tests.browser.serving import Served


async def open_ticket(server: Served) -> str:
    conversation_id, _, _ = await server.parts.conversations.start("en")
    request = TicketRequest(
        conversation_id=conversation_id,
        idempotency_key=conversation_id,
        question="Why is my refund late?",
        name="Carla Citizen",
        contact="carla@example.org",
        call_between="after 5 p.m.",
    )
    return (await server.parts.tickets.open(request)).reference


class Citizen:
    """Somebody with a ticket of their own, on its page."""

    def __init__(self, server: Served, page: Page) -> None:
        self.server, self.page = server, page
        self.work = server.parts.work
        self.reference = server.do(open_ticket(server))
        self.address = f"{server.url}{server.parts.tickets.url_of(self.reference)}"
        self.box = page.get_by_label("Your message")
        self.status = page.locator("#status")
        self.thread = page.locator("#thread li")

    def open(self) -> "Citizen":
        self.page.goto(self.address)
        expect(self.status).not_to_be_empty()
        return self

    def look(self) -> None:
        """Comes back to the tab."""
        self.page.evaluate("window.dispatchEvent(new Event('focus'))")

    def answered_by(self, ana: Staff, text: str, needs_answer: bool = False) -> None:
        self.server.do(self.work.reply(self.reference, ana, text, needs_answer=needs_answer))
