"""Tests of the chat without JavaScript, as a browser that only knows forms uses it."""

from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from server.feedback.models import AnswerReport, Feedback
from tests.factories import DEDUCTION, EXTENSION, decision, question_of, rasa_message
from tests.server.running import Running, Stage, running

HTML = {"Accept": "text/html"}


class Page(HTMLParser):
    """The forms of a page with their fields, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str], list[tuple[str, str]]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given["action"], {}, []))
        elif tag == "input" and given.get("type") == "hidden":
            self.forms[-1][1][given["name"]] = given["value"]
        elif tag == "button" and given.get("name"):
            self.forms[-1][2].append((given["name"], given["value"]))

    def handle_data(self, data: str) -> None:
        self.words += data


class PlainBrowser:
    """Shows one page at a time; follows redirects and keeps cookies."""

    def __init__(self, server: Running) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(server.app),
            base_url="http://server",
            follow_redirects=True,
            headers=HTML,
        )
        self.shown = httpx.Response(204)

    @property
    def page(self) -> Page:
        return Page(self.shown.text)

    async def open(self, path: str = "/chat") -> None:
        self.shown = await self.http.get(path)

    async def send(self, action: str, **typed: str) -> None:
        """The first form with this action, with what was typed into it."""
        fields = next(hidden for at, hidden, _ in self.page.forms if at == action)
        self.shown = await self.http.post(action, data={**fields, **typed})

    async def press(self, action: str, value: str) -> None:
        """A button that stands for a value."""
        for at, hidden, buttons in self.page.forms:
            for name, of in buttons:
                if at == action and of == value:
                    self.shown = await self.http.post(action, data={**hidden, name: of})
                    return
        raise AssertionError(f"no button {value} in a form of {action}")

    async def ask(self, text: str) -> None:
        await self.send("/chat", text=text)


@pytest.fixture
async def browser(server: Running) -> PlainBrowser:
    opened = PlainBrowser(server)
    await opened.open()
    return opened


async def test_a_question_gets_the_answer_with_its_source(
    server: Running, browser: PlainBrowser
) -> None:
    server.rasa.is_up = False
    server.retriever.decisions["more time"] = decision("answered", EXTENSION)
    await browser.ask("more time")
    assert browser.shown.status_code == 200
    assert "more time" in browser.page.words
    assert 'rel="noreferrer"' in browser.shown.text
    assert "Reviewed " in browser.page.words
    assert "Was this helpful?" in browser.page.words


async def test_the_page_opened_again_still_shows_the_chat(
    server: Running, browser: PlainBrowser
) -> None:
    await browser.ask("hello there")
    await browser.open()
    assert "You said: hello there" in browser.page.words


async def test_a_form_sent_twice_is_one_message(server: Running, browser: PlainBrowser) -> None:
    await browser.ask("first")
    before = browser.shown
    await browser.ask("second")
    browser.shown = before
    await browser.ask("second")
    assert browser.page.words.count("You said: second") == 1


async def test_only_the_newest_choices_can_be_taken(server: Running, browser: PlainBrowser) -> None:
    server.rasa.is_up = False
    choice = decision("choices", EXTENSION, DEDUCTION)
    server.retriever.decisions["when"] = choice
    await browser.ask("when")
    titles = question_of(EXTENSION), question_of(DEDUCTION)
    assert all(title in browser.page.words for title in titles)
    payloads = [value for _, _, buttons in browser.page.forms for name, value in buttons]
    await browser.press("/chat", next(value for value in payloads if EXTENSION in value))
    assert "Reviewed " in browser.page.words
    assert not [
        name for _, _, buttons in browser.page.forms for name, _ in buttons if name == "payload"
    ]


async def test_a_choice_that_was_never_offered_is_explained(browser: PlainBrowser) -> None:
    await browser.ask("hello")
    await browser.send("/chat", payload="/restart")
    assert browser.shown.status_code == 422
    assert "This choice is not there anymore." in browser.page.words


async def test_a_personal_number_is_removed_and_the_page_says_so(browser: PlainBrowser) -> None:
    await browser.ask("my ssn is 123-45-6789, hello")
    assert "We removed what looked like a personal number." in browser.page.words
    assert "6789" not in browser.shown.text


@pytest.mark.parametrize(
    ("typed", "said"), [("  ", "Type a question first."), ("x " * 1100, "This is too long.")]
)
async def test_what_is_wrong_stands_by_its_field_and_nothing_typed_is_lost(
    browser: PlainBrowser, typed: str, said: str
) -> None:
    await browser.ask("hello")
    await browser.ask(typed)
    assert browser.shown.status_code == 422
    assert f'<p id="text-error" class="error">{said}' in browser.shown.text
    assert 'aria-describedby="text-hint text-error" aria-invalid="true"' in browser.shown.text
    assert f"{typed}</textarea>" in browser.shown.text


async def test_markup_in_a_message_is_text(browser: PlainBrowser) -> None:
    await browser.ask("<script>alert(1)</script><b onclick=x>")
    assert "<script" not in browser.shown.text
    assert "<b onclick" not in browser.shown.text
    assert "<script>alert(1)</script>" in browser.page.words


async def test_an_answer_is_rated_once(server: Running, browser: PlainBrowser) -> None:
    server.rasa.is_up = False
    server.retriever.decisions["more time"] = decision("answered", EXTENSION)
    await browser.ask("more time")
    await browser.press("/chat/rate", "yes")
    assert "Thank you for your rating." in browser.page.words
    assert not [action for action, _, _ in browser.page.forms if action == "/chat/rate"]


async def test_why_it_did_not_help_is_asked(server: Running, browser: PlainBrowser) -> None:
    server.rasa.is_up = False
    server.retriever.decisions["more time"] = decision("answered", EXTENSION)
    await browser.ask("more time")
    await browser.press("/chat/rate", "no")
    assert "What was missing? (optional)" in browser.page.words
    await browser.send("/chat/rate", reason="unclear", text="My SSN is 123-45-6789")
    assert "Thank you for your rating." in browser.page.words
    async with server.parts.database.session() as session:
        (word,) = (await session.scalars(select(Feedback))).all()
    assert (word.helpful, word.reason, word.comment) == (False, "unclear", "My SSN is [SSN]")


async def test_a_problem_with_an_answer_is_reported(server: Running, browser: PlainBrowser) -> None:
    server.rasa.is_up = False
    server.retriever.decisions["more time"] = decision("answered", EXTENSION)
    await browser.ask("more time")
    await browser.send("/chat/report", reason="wrong", text="The year")
    assert "will look at it" in browser.page.words
    assert not [action for action, _, _ in browser.page.forms if action == "/chat/report"]
    async with server.parts.database.session() as session:
        (report,) = (await session.scalars(select(AnswerReport))).all()
    assert (report.turn, report.reason, report.comment) == (1, "wrong", "The year")


async def test_start_over_forgets_the_chat(browser: PlainBrowser) -> None:
    await browser.ask("hello")
    await browser.send("/chat/end")
    assert "You said: hello" not in browser.page.words


async def test_another_browser_sees_nothing_of_it(server: Running, browser: PlainBrowser) -> None:
    await browser.ask("hello")
    other = PlainBrowser(server)
    await other.open()
    assert "hello" not in other.page.words


async def test_a_forged_cookie_opens_nothing(server: Running, browser: PlainBrowser) -> None:
    await browser.ask("hello")
    id_ = browser.http.cookies["assistant_chat"].partition(".")[0]
    other = PlainBrowser(server)
    other.http.cookies.set("assistant_chat", f"{id_}.guessed", domain="server.local")
    await other.open()
    assert "You said: hello" not in other.page.words
    assert "This conversation has ended." in other.page.words


async def test_a_form_without_its_proof_is_refused(browser: PlainBrowser) -> None:
    await browser.ask("hello")
    browser.shown = await browser.http.post("/chat", data={"text": "forged"})
    assert browser.shown.status_code == 403
    assert "This form was not sent from our page" in browser.page.words
    await browser.open()
    assert "forged" not in browser.page.words


async def test_a_form_that_another_site_sends_is_refused(browser: PlainBrowser) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site", **HTML}
    browser.shown = await browser.http.post("/chat", data={"text": "hi"}, headers=foreign)
    assert browser.shown.status_code == 403
    assert "assistant_chat" not in browser.http.cookies


async def test_the_language_is_kept_and_every_word_of_the_page_changes(
    browser: PlainBrowser,
) -> None:
    await browser.open("/chat?language=es")
    assert '<html lang="es">' in browser.shown.text
    await browser.ask("hello")
    assert "Su pregunta" in browser.page.words
    assert "Your question" not in browser.page.words


async def test_a_browser_that_prefers_spanish_gets_it(server: Running) -> None:
    browser = PlainBrowser(server)
    browser.http.headers["Accept-Language"] = "es-MX,es;q=0.9,en;q=0.8"
    await browser.open()
    assert '<html lang="es">' in browser.shown.text


@pytest.fixture
async def strict(tmp_path: Path, stage: Stage) -> AsyncIterator[Running]:
    async with running(tmp_path, stage, rate_limit="on", messages_per_minute=1) as started:
        yield started


async def test_too_many_messages_are_told_how_long_to_wait(strict: Running) -> None:
    browser = PlainBrowser(strict)
    await browser.open()
    await browser.ask("one")
    await browser.ask("two")
    assert browser.shown.status_code == 429
    assert "Many messages at once. Wait" in browser.page.words
    assert "two</textarea>" in browser.shown.text


async def test_a_ticket_is_followed_with_reference_and_code(
    server: Running, browser: PlainBrowser
) -> None:
    reference = "T-7F3K-92QD"
    custom = {"type": "ticket", "reference": reference}
    opened = {**rasa_message("Your reference is T-7F3K-92QD.", "ticket_opened"), "custom": custom}
    server.rasa.replies["send it"] = [opened]
    await browser.ask("send it")
    code = server.parts.tickets.url_of(reference).partition("#")[2]
    assert reference in browser.page.words
    assert code in browser.page.words
    fields = next(hidden for action, hidden, _ in browser.page.forms if action == "/chat/ticket")
    assert fields == {"reference": reference, "code": code}
