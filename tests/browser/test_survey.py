"""Tests of the survey in Chromium: at the end of a chat, and on the page of a closed ticket."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from server.survey.models import SurveyAnswer
from tests.browser.axe import faults
from tests.browser.following import open_ticket
from tests.browser.serving import Served
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser
TRUST = "This experience increased my trust in the Example Revenue Agency."


@pytest.fixture
def asked(chat: Widget) -> Widget:
    """A chat in which something was asked."""
    chat.ask("when do unicorns file?")
    return chat


def newest(server: Served) -> SurveyAnswer:
    async def read() -> SurveyAnswer:
        async with server.parts.database.session() as session:
            query = select(SurveyAnswer).order_by(SurveyAnswer.id.desc()).limit(1)
            return (await session.scalars(query)).one()

    return server.do(read())


def end(page: Page) -> None:
    page.get_by_role("button", name="End chat").click()
    expect(page.locator(".ending")).to_be_visible()


def test_a_chat_ends_with_the_survey(server: Served, asked: Widget) -> None:
    page = asked.page
    end(page)
    expect(page.get_by_role("heading", name="How did we do?")).to_be_focused()
    expect(page.get_by_role("group", name=TRUST)).to_be_visible()
    expect(asked.box).to_be_hidden()
    page.get_by_label("I agree").check()
    good = page.get_by_role("group", name="What was good?")
    expect(good.get_by_role("checkbox")).to_have_count(6)
    assert faults(page) == []
    page.get_by_label("I disagree").check()
    wrong = page.get_by_role("group", name="What went wrong?")
    wrong.get_by_label("It took too long").check()
    page.get_by_label("Anything else?").fill("My SSN is 524-71-9083")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. Your answer helps us do better.")).to_be_focused()
    assert faults(page) == []
    answer = newest(server)
    assert (answer.trusts, answer.chosen) == (False, ["efficiency"])
    assert answer.comment == "My SSN is [SSN]"
    page.get_by_role("button", name="Back to this conversation").click()
    expect(asked.box).to_be_focused()
    expect(asked.typed).to_have_count(1)
    end(page)
    expect(page.get_by_text("Thank you for your visit.")).to_be_visible()
    page.get_by_role("button", name="Start a new conversation").click()
    expect(asked.typed).to_have_count(0)
    expect(asked.box).to_be_focused()


def test_without_a_thumb_nothing_is_sent(asked: Widget) -> None:
    end(asked.page)
    asked.page.get_by_role("button", name="Send").click()
    expect(asked.page.get_by_role("alert")).to_have_text(
        "Choose “I agree” or “I disagree”, or skip."
    )
    expect(asked.page.get_by_label("I agree")).to_be_focused()
    asked.page.get_by_role("button", name="Skip").click()
    expect(asked.page.get_by_text("Thank you for your visit.")).to_be_focused()


def test_escape_goes_back_to_the_chat(asked: Widget) -> None:
    end(asked.page)
    heading = asked.page.get_by_role("heading", name="How did we do?")
    expect(heading).to_be_focused()
    asked.page.get_by_role("button", name="Close chat").click()
    asked.page.get_by_role("button", name="Ask a tax question").click()
    expect(heading).to_be_focused()
    asked.page.keyboard.press("Escape")
    expect(asked.box).to_be_focused()
    asked.page.keyboard.press("Escape")
    expect(asked.box).to_be_hidden()


def test_the_survey_is_answered_with_the_keyboard_alone(server: Served, asked: Widget) -> None:
    keys = asked.page.keyboard
    end(asked.page)
    expect(asked.page.get_by_role("heading", name="How did we do?")).to_be_focused()
    for key in ("Tab", "Space", "Tab", "Space"):  # agree, the first driver
        keys.press(key)
    expect(asked.page.get_by_label("I got what I needed")).to_be_checked()
    keys.press("Enter")
    expect(asked.page.get_by_text("Thank you. Your answer helps us do better.")).to_be_focused()
    answer = newest(server)
    assert (answer.trusts, answer.chosen, answer.comment) == (True, ["effectiveness"], None)


def test_a_survey_that_could_not_be_sent_can_be_sent_again(
    server: Served, asked: Widget, problems: list[str]
) -> None:
    page = asked.page
    end(page)
    page.get_by_label("I agree").check()
    page.route("**/survey", lambda route: route.abort())
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_have_text("Not sent. Try again, or skip.")
    page.unroute("**/survey")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. Your answer helps us do better.")).to_be_focused()
    problems.clear()


def test_a_ticket_is_asked_about_once_it_is_closed(server: Served, context: BrowserContext) -> None:
    reference = server.do(open_ticket(server))
    page = context.new_page()
    page.goto(f"{server.url}{server.parts.tickets.url_of(reference)}")
    close = page.get_by_role("button", name="Close this ticket")
    expect(close).to_be_visible()
    expect(page.get_by_text("How did we do?")).to_have_count(0)
    close.click()
    page.get_by_role("button", name="Yes, close it").click()
    expect(page.get_by_role("heading", name="How did we do?")).to_be_visible()
    expect(page.locator("#done")).to_be_focused()  # the survey does not take the focus
    page.get_by_label("I agree").check()
    page.get_by_label("I was treated fairly").check()
    assert faults(page) == []
    survey = page.locator(".survey")
    survey.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. Your answer helps us do better.")).to_be_focused()
    answer = newest(server)
    assert (answer.subject, answer.chosen) == (f"ticket/{reference}", ["humanity"])
    page.reload()
    expect(page.locator("#status")).to_have_text("Closed")
    expect(survey).to_have_count(0)
