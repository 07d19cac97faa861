"""Tests in Chromium that what people type is text there too: widget, plain page, ticket, desk."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from actions.ports import TicketRequest
from server.conversations.incoming import visible
from tests.browser.serving import Served
from tests.browser.widget import Widget
from tests.hostile import MARK, TEXTS

pytestmark = pytest.mark.browser
# Elements of the document and of the widget that a text made, by its mark in name or attribute.
MADE = """mark => {
  const found = [], roots = [document];
  for (const root of roots)
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
      const shown = ["value", "title", "aria-label", "placeholder"];
      for (const { name, value } of element.attributes)
        if (!shown.includes(name) && (name + value).includes(mark) && !value.startsWith("/"))
          found.push(`${element.localName} ${name}=${value}`);
      if (/^(script|style|iframe)$/.test(element.localName) && element.textContent.includes(mark))
        found.push(element.localName);
    }
  return found;
}"""


def watched(context: BrowserContext) -> Page:
    """A page that counts what a text could open: dialogs, pages, requests to other places."""
    page = context.new_page()
    opened: list[str] = []
    page.on("dialog", lambda dialog: opened.append(dialog.message))
    page.on("request", lambda asked: opened.append(asked.url) if MARK in _host(asked.url) else None)
    context.on("page", lambda other: opened.append(other.url))
    page.opened = opened  # type: ignore[attr-defined]
    return page


def _host(url: str) -> str:
    return url.split("?")[0]


def assert_inert(page: Page) -> None:
    assert page.evaluate(MADE, MARK) == []
    assert page.opened == []  # type: ignore[attr-defined]


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_widget_shows_it_as_it_was_typed(server: Served, context: BrowserContext) -> None:
    page = watched(context)
    page.goto(server.url)
    widget = Widget(page)
    widget.open()
    for text in TEXTS.values():
        widget.ask(text)
        assert_inert(page)
        assert words(visible(widget.typed.last.inner_text())) == words(visible(text))
    page.reload()
    widget.open()
    expect(widget.typed).to_have_count(len(TEXTS))
    assert_inert(page)


def test_pages_make_nothing_of_a_ticket_that_is_hostile_in_every_field(
    server: Served, context: BrowserContext
) -> None:
    server.sign_in(context, "admin")
    page = watched(context)
    for number, text in enumerate(TEXTS.values()):
        chat, _, _ = server.do(server.parts.conversations.start("en"))
        server.do(server.parts.conversations.take_turn(chat, text, None, None))
        said = visible(text)
        request = TicketRequest(chat, f"key-{number}", said, said, "a@example.org", said)
        reference = server.do(server.parts.tickets.open(request)).reference
        own = server.parts.tickets.url_of(reference)
        for path in (f"/desk/tickets/{reference}", f"/desk/conversations/{chat}", own):
            page.goto(f"{server.url}{path}")
            expect(page.locator("main")).to_contain_text(MARK)
            assert_inert(page)
    for path in ("/desk", "/desk/conversations", "/editors", "/staff/audit"):
        page.goto(f"{server.url}{path}")
        assert_inert(page)
