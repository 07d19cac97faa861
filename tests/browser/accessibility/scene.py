"""Owns the scene of the checks: a server that answers as told, a citizen at the widget, staff."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from server.staff.accounts import Staff
from tests.browser.serving import Served, served
from tests.browser.widget import SAVED, Widget
from tests.factories import DEDUCTION, EXTENSION, REFUND, decision

# What a test keeps for the report: a name and rows or words.
Record = Callable[[str, object], None]
MESSAGES = "**/api/conversations/*/messages"
# What is typed to get a reply of each kind.
ANSWERED, VAGUE, UNKNOWN = "How do I file later?", "money", "when do unicorns file?"
LIKE_A_SUGGESTION = "more time"
STAFF = "Ana"


@contextmanager
def scene_server(folder: Path) -> Iterator[Served]:
    with served(folder, related={EXTENSION: [DEDUCTION]}) as started:
        decisions = started.retriever.decisions
        decisions[ANSWERED] = decision("answered", EXTENSION, confidence=0.95)
        decisions[LIKE_A_SUGGESTION] = decisions[ANSWERED]
        decisions[VAGUE] = decision("choices", REFUND, DEDUCTION, EXTENSION)
        yield started


class Scene:
    """A citizen at the widget of the demonstration page, and what happens around them."""

    def __init__(self, server: Served, context: BrowserContext) -> None:
        self.server, self.context = server, context
        self.page: Page = context.new_page()
        self.held: list[Route] = []  # messages that do not arrive yet
        self.chat = Widget(self.page)
        self.page.goto(server.url)
        expect(self.launcher).to_be_visible()

    @property
    def launcher(self) -> Locator:
        return self.page.locator("assistant-chat .launcher")

    @cached_property
    def ana(self) -> Staff:
        login = f"ana-{id(self)}"
        return self.server.do(self.server.parts.accounts.create(login, STAFF, "agent", None, "x"))

    @property
    def chat_id(self) -> str:
        return str(json.loads(self.page.evaluate(SAVED))["id"])

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def ask(self, text: str) -> Locator:
        return self.chat.ask(text)

    def answer(self, status: int, retry_after: int | None = None) -> None:
        """The server takes no message: it answers with this status."""
        headers = {"Retry-After": str(retry_after)} if retry_after else {}

        def refuse(route: Route) -> None:
            if route.request.method == "POST":
                route.fulfill(status=status, headers=headers, json={"detail": "Not now."})
            else:
                route.continue_()

        self.page.route(MESSAGES, refuse)

    def release(self) -> None:
        """What was held arrives."""
        while self.held:
            self.held.pop().continue_()
        self.page.unroute(MESSAGES)

    def answer_again(self) -> None:
        self.page.unroute(MESSAGES)

    def join(self) -> None:
        self.server.do(self.server.parts.takeovers.join(self.chat_id, self.ana))

    def leave(self) -> None:
        self.server.do(self.server.parts.takeovers.leave(self.chat_id, self.ana))

    def write(self, text: str) -> None:
        """As the member of staff who joined."""
        self.server.do(self.server.parts.takeovers.write(self.chat_id, self.ana, text))

    def reply_to_ticket(self) -> None:
        reference = self.page.locator(".reference").last.inner_text()
        work = self.server.parts.work
        self.server.do(work.reply(reference, self.ana, "It comes Friday.", needs_answer=False))
