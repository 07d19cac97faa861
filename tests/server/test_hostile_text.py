"""Tests that what people type is text and nothing else, wherever it is read again."""

import asyncio
import csv
import io
import json
import re
from base64 import b64encode
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr
from structlog.testing import capture_logs

from actions.ports import TicketRequest
from server.conversations.incoming import visible
from server.tickets.export import export_tickets
from tests.assistant.running import until
from tests.hostile import MARK, PRODUCT, TEXTS
from tests.server.helpdesk.receivers import http_receiver, mail_receiver
from tests.server.plain.test_chat import PlainBrowser
from tests.server.running import Chat, Running, StaffBrowser, Stage, member, running

# Where a page repeats what was typed inside a tag: escaped, and of no effect.
MAY_REPEAT = {"value", "title", "aria-label", "placeholder", "alt", "content"}
# A link to a page of ours, with what was typed in its query, in no other letters than these.
_OWN = re.compile(r"/[a-z]+\?[\w=&%.~*+-]+(?:#[a-z-]+)?$")
UNSEEN = "\x00\x07\x1b\x9b\u200b\u202e\u2066\u200f\u2060\ufeff\u00ad"


class Page(HTMLParser):
    """What of a page was made from a text: elements, attributes, scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.made: list[str] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        for name, value in attrs:
            is_ours = name in MAY_REPEAT or (name == "href" and _OWN.match(value or ""))
            in_value = MARK in (value or "") and not is_ours
            if MARK in name or in_value or name.startswith("on"):
                self.made.append(f"<{tag} {name}={value!r}>")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.made.append(f"<!--{data}-->")

    def handle_data(self, data: str) -> None:
        if self._inside in ("script", "style") and MARK in data:
            self.made.append(f"<{self._inside}>{data}")


def assert_inert(html: str, *, is_there: bool = True) -> None:
    assert Page(html).made == []
    assert (MARK in html) == is_there
    assert PRODUCT not in html
    assert not set(UNSEEN) & set(html)


async def ticket(server: Running, chat: Chat, text: str) -> tuple[str, dict[str, str]]:
    """Reference of a ticket that is hostile in every field, and the header that opens it."""
    desk = server.parts.tickets
    said = visible(text)  # the form's fields are messages
    request = TicketRequest(chat.id, f"key of {chat.id}", said, said, "a@example.org", said)
    reference = (await desk.open(request)).reference
    secret = desk.url_of(reference).partition("#")[2]
    return reference, {"Authorization": f"Bearer {secret}"}


async def test_the_api_repeats_it_as_text(server: Running) -> None:
    for text in TEXTS.values():
        chat = await server.chat()
        await chat.say(text)
        said = [
            each for each in (await chat.transcript())["messages"] if each["author"] == "citizen"
        ]
        assert [set(each) & {"html", "choices", "url"} for each in said] == [set()]
        assert MARK in said[0]["text"]
        assert not set(UNSEEN) & set(said[0]["text"])
        response = await chat.http.get(f"{chat.path}/messages", headers=chat.headers)
        assert response.headers["content-type"] == "application/json"
        assert response.headers["x-content-type-options"] == "nosniff"


async def test_rasa_never_takes_it_as_an_intent(server: Running) -> None:
    for text in TEXTS.values():
        chat = await server.chat()
        await chat.say(text)
        sent = server.rasa.received[-1]
        assert not sent.strip().startswith("/")
        assert MARK in sent


async def hear(server: Running, chat: Chat, text: str) -> tuple[StaffBrowser, str]:
    """All ways in, the text in each; somebody of staff, and the ticket's reference."""
    turn = (await chat.say(text))["turn"]
    rated = {"turn": turn, "helpful": False, "comment": text}
    await chat.http.post(f"{chat.path}/feedback", json=rated, headers=chat.headers)
    surveyed = {"trusts": False, "comment": text}
    response = await chat.http.post(f"{chat.path}/survey", json=surveyed, headers=chat.headers)
    assert response.status_code == 204
    reference, own = await ticket(server, chat, text)
    posted = await chat.http.post(
        f"/api/tickets/{reference}/posts", json={"text": text}, headers=own
    )
    assert posted.status_code == 200
    login = f"ana-{reference.lower()}"
    return await member(server, login, "admin"), reference


async def test_pages_of_staff_make_nothing_of_it(server: Running) -> None:
    for text in TEXTS.values():
        chat = await server.chat()
        admin, reference = await hear(server, chat, text)
        await server.parts.people.ask_for(chat.id)
        for path in ("/desk", f"/desk/tickets/{reference}", f"/desk/conversations/{chat.id}"):
            response = await admin.get(path)
            assert response.status_code == 200, path
            assert_inert(response.text)
        for path in ("/desk/conversations", "/desk/measures", "/editors", "/staff/audit"):
            html = (await admin.get(path)).text
            assert_inert(html, is_there=MARK in html)
        found = await admin.get("/desk", q=text)
        assert Page(found.text).made == []


async def test_no_table_holds_a_formula(server: Running) -> None:
    for text in TEXTS.values():
        chat = await server.chat()
        admin, _ = await hear(server, chat, text)
        exported = await export_tickets(server.parts.database, None, "csv", with_contacts=False)
        tables = [exported]
        for path in ("/desk/measures/survey.csv", "/staff/audit.csv"):
            response = await admin.get(path)
            assert response.status_code == 200
            tables.append(response.text)
        for table in tables:
            for cell in (cell for row in csv.reader(io.StringIO(table)) for cell in row):
                assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell
                assert not set(UNSEEN) & set(cell)


async def test_a_draft_begun_with_it_stays_one_entry(server: Running) -> None:
    for text in TEXTS.values():
        chat = await server.chat()
        staff = await member(server, chat.id, "admin")
        name = await server.parts.drafts.begin(text, text, "T-2222-2222", staff.staff)
        assert name.removesuffix(".md").replace("-", "").isalnum()
        written = await server.parts.drafts.text(name)
        assert not set(UNSEEN) & set(written)
        front = yaml.safe_load(written.split("---\n")[1])
        assert set(front) == {
            *("question", "paraphrases", "tax_years", "risk", "sources", "related"),
            *("reviewed_on", "review_by"),
        }
        assert MARK in front["question"]
        assert front["risk"].startswith("write here:")


async def test_no_log_holds_it(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    for text in TEXTS.values():
        chat = await server.chat()
        with capture_logs() as lines:
            await hear(server, chat, text)
            await chat.http.get(f"/{MARK}", headers={"User-Agent": MARK, "Referer": MARK})
        assert "request" in [line["event"] for line in lines]
        assert MARK not in str(lines) + caplog.text


ORDERS = [TEXTS["orders"], TEXTS["orders-in-markup"], "What is the airspeed of a swallow?"]


async def test_orders_to_the_assistant_get_the_answer_of_any_message_without_one(
    server: Running,
) -> None:
    server.rasa.is_up = False
    found: list[Any] = []
    for text in ORDERS:
        turn = await (await server.chat()).say(text)
        found.append((turn["status"], turn["entry_id"], turn["messages"]))
    assert found == [found[-1]] * len(ORDERS)
    assert found[0][0] == "unanswered"


async def test_plain_pages_make_nothing_of_it(server: Running) -> None:
    """As message, in a ticket of that name, as reply there, as reference; also where refused."""
    for text in TEXTS.values():
        browser = PlainBrowser(server)
        await browser.open()
        await browser.ask(text)
        assert_inert(browser.shown.text)
        await browser.send("/chat", text=text * 300)
        assert browser.shown.status_code == 422
        assert Page(browser.shown.text).made == []
        reference, own = await ticket(server, await server.chat(), text)
        code = own["Authorization"].removeprefix("Bearer ")
        await browser.open("/chat/ticket")
        await browser.send("/chat/ticket", reference=text[:20], code=text)
        assert Page(browser.shown.text).made == []
        await browser.send("/chat/ticket", reference=reference, code=code)
        await browser.send("/chat/ticket/reply", text=text)
        assert_inert(browser.shown.text)


async def test_what_tells_another_help_desk_says_it_as_data(tmp_path: Path, stage: Stage) -> None:
    """Headers of mails and of the webhook are our own words; the webhook's body is one object."""
    with mail_receiver() as mails, http_receiver() as posts:
        outside: dict[str, Any] = {
            "public_url": "https://assistant.example",
            "webhook_url": posts.url,
            "webhook_secret": SecretStr(f"whsec_{b64encode(bytes(32)).decode()}"),
            "smtp_url": SecretStr(f"smtp://127.0.0.1:{mails.port}"),
            "mail_from": "Tax Agency <no-reply@agency.example>",
            "mail_staff": "desk@agency.example",
            "helpdesk_contact": True,
        }
        async with running(tmp_path, stage, **outside) as server:
            for text in TEXTS.values():
                _, reference = await hear(server, await server.chat(), text)
                staff = await member(server, f"bea-{reference.lower()}")
                await server.parts.work.reply(reference, staff.staff, text, needs_answer=False)
            wanted = 3 * len(TEXTS)
            await asyncio.to_thread(
                until, lambda: min(len(mails.mails), len(posts.posts)) >= wanted, 60
            )
    assert MARK not in mails.raw
    assert {tuple(recipients) for recipients, _ in mails.mails} == {
        ("desk@agency.example",),
        ("a@example.org",),
    }
    for headers, body in posts.posts:
        assert MARK not in str(headers)
        told = json.loads(body)
        assert set(told) == {"type", "timestamp", "data"}
        assert not set(UNSEEN) & set(told["data"].get("question", ""))
    assert any(MARK in text for text in posts.texts)
