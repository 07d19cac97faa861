"""Owns the widget as a person uses it: what is typed, clicked and seen."""

import json
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

REPLY_MILLISECONDS = 20_000
FOCUSED = "document.querySelector('assistant-chat').shadowRoot.activeElement?.textContent"
SAVED = "localStorage.getItem('assistant-chat:' + location.origin)"


class Widget:
    """The widget of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.get_by_label("Your question")
        self.said = page.locator(".message.assistant")
        self.typed = page.locator(".message.citizen .body")

    def open(self) -> None:
        self.page.get_by_role("button", name="Ask a tax question").click()
        expect(self.said.first).to_contain_text("Ask me a question")

    def ask(self, text: str) -> Locator:
        """Types and sends; the last message of the reply."""
        before = self.said.count()
        self.box.fill(text)
        self.box.press("Enter")
        return self.reply_after(before)

    def click(self, title: str) -> Locator:
        """Takes an open choice with this title."""
        before = self.said.count()
        self.open_choices.filter(has_text=title).last.click()
        return self.reply_after(before)

    def reply_after(self, count: int) -> Locator:
        expect(self.said.nth(count)).to_be_visible(timeout=REPLY_MILLISECONDS)
        return self.said.last

    @property
    def open_choices(self) -> Locator:
        return self.page.locator(".choice:not([aria-disabled='true'])")

    @property
    def focused(self) -> str:
        """The text of the element that has the focus."""
        return str(self.page.evaluate(FOCUSED))

    def transcript(self) -> list[dict[str, Any]]:
        """What the server keeps of the conversation on screen."""
        saved = json.loads(self.page.evaluate(SAVED))
        origin = str(self.page.evaluate("location.origin"))
        reply = httpx.get(
            f"{origin}/api/conversations/{saved['id']}/messages",
            headers={"Authorization": f"Bearer {saved['token']}"},
            trust_env=False,
        )
        messages: list[dict[str, Any]] = reply.json()["messages"]
        return messages
