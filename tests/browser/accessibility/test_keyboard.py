"""Tests of every task done with keys alone: no mouse, and no focus set by a script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.accessibility.keyboard import Hands, Step
from tests.browser.accessibility.scene import Record, Scene, scene_server
from tests.browser.accessibility.tasks import (
    ANSWER,
    ENDING,
    FOLLOWING,
    OPENING,
    PLAIN,
    QUESTIONS,
    TICKET,
)
from tests.browser.serving import Served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with scene_server(tmp_path_factory.mktemp("keyboard")) as started:
        yield started


def test_every_task_at_the_widget(
    server: Served, context: BrowserContext, record_property: Record
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    context.add_init_script("window.print = () => { top.printed = document.body.innerText; };")
    scene = Scene(server, context)
    hands = Hands(scene.page)
    for step in (*OPENING, *ANSWER, *QUESTIONS, *TICKET):
        hands.do(step)
    follow(hands, context)
    with scene.page.expect_download():
        hands.do(Step("Save the conversation", "Save", keys=("Enter",)))
    hands.do(Step("Print it", "<Print", keys=("Enter",)))
    assert "six more months" in str(scene.page.evaluate("top.printed"))
    for step in ENDING:
        hands.do(step)
    record_property("keyboard: the widget", hands.pressed)


def follow(hands: Hands, context: BrowserContext) -> None:
    """The ticket opens in another tab; then one is back in the chat."""
    with context.expect_page() as opened:
        hands.do(Step("Follow the ticket", "See your ticket", keys=("Enter",)))
    there = Hands(opened.value, hands.pressed)
    expect(there.page.locator("#status")).to_contain_text("Waiting for a person")
    for step in FOLLOWING:
        there.do(step)
    expect(there.page.locator("#thread li")).to_have_count(2)
    there.page.close()


def test_every_task_on_the_plain_pages(
    server: Served, browser: Browser, record_property: Record
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/chat")
    hands = Hands(page)
    for step in PLAIN:
        hands.do(step)
    record_property("keyboard: the plain pages", hands.pressed)
    context.close()
