"""Tests of what people set: less motion, colors of their own. And of time, which never runs out."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.accessibility import states
from tests.browser.accessibility.scene import ANSWERED, Scene, scene_server
from tests.browser.serving import Served

pytestmark = pytest.mark.browser
# How many animations and transitions run while the chat opens, over some twenty frames.
_MOTION = """async () => {
  const { shadowRoot } = document.querySelector("assistant-chat");
  document.querySelector("assistant-chat").open = true;
  let most = 0;
  for (let frame = 0; frame < 20; frame += 1) {
    await new Promise(requestAnimationFrame);
    most = Math.max(most, shadowRoot.getAnimations().length);
  }
  return most;
}"""
# The colors of the widget, by name.
_COLORS = """(names) => {
  const style = getComputedStyle(document.querySelector("assistant-chat"));
  const colorOf = (name) => style.getPropertyValue(`--${name}`).trim();
  return Object.fromEntries(names.map((name) => [name, colorOf(name)]));
}"""
LEAST_CONTRAST = 3  # WCAG 1.4.11, for what is no text
_BORDER = "(each) => getComputedStyle(each).borderTopColor"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with scene_server(tmp_path_factory.mktemp("preferences")) as started:
        yield started


@pytest.fixture
def scene(server: Served, context: BrowserContext) -> Scene:
    return Scene(server, context)


def test_nothing_moves_for_who_asked_for_less_motion(scene: Scene) -> None:
    scene.page.emulate_media(reduced_motion="no-preference")
    scene.launcher.hover()  # loads the chat
    assert scene.page.evaluate(_MOTION) > 0
    scene.page.reload()
    scene.page.emulate_media(reduced_motion="reduce")
    scene.launcher.hover()
    assert scene.page.evaluate(_MOTION) == 0


def test_forced_colors_leave_borders_and_the_marked_suggestion_to_be_seen(scene: Scene) -> None:
    scene.page.emulate_media(forced_colors="active")
    page = scene.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert scene.launcher.evaluate(_BORDER) != page
    states.open(scene)
    states.suggestions(scene)
    option = scene.page.get_by_role("option")
    before = option.evaluate(_BORDER)
    scene.chat.box.press("ArrowDown")
    assert option.evaluate(_BORDER) != before == page
    scene.chat.box.press("Enter")
    expect(scene.chat.typed).to_have_count(1)
    for seen in (".citizen", ".send", ".message.assistant", ".panel", "textarea"):
        assert scene.page.locator(seen).first.evaluate(_BORDER) != page


def test_nothing_runs_out_in_a_day(server: Served, context: BrowserContext) -> None:
    context.clock.install()
    scene = Scene(server, context)
    states.open(scene)
    scene.chat.box.fill("How do I")
    for _ in range(24):
        scene.page.clock.fast_forward("01:00:00")
    expect(scene.chat.box).to_have_value("How do I")
    expect(scene.chat.said).to_have_count(1)
    scene.chat.box.fill("")
    expect(scene.ask(ANSWERED).locator(".sources")).to_be_visible()


def test_an_error_is_told_at_its_field(scene: Scene) -> None:
    states.open(scene)
    states.too_long(scene)
    expect(scene.chat.box).to_have_attribute("aria-invalid", "true")
    expect(scene.chat.box).to_be_focused()
    wrong = re.compile("Your question is too long.* 1 character too many")
    expect(scene.chat.box).to_have_accessible_description(wrong)
    scene.chat.box.fill("")
    scene.ask(ANSWERED)
    states.report(scene)
    states.report_error(scene)
    reasons = scene.page.get_by_role("group", name="What is the problem?")
    expect(reasons).to_have_accessible_description("Choose what the problem is.")
    expect(reasons.get_by_role("radio").first).to_be_focused()
    states.survey(scene)
    states.survey_error(scene)
    trust = scene.page.get_by_role("group", name="This experience increased my trust")
    expect(trust).to_have_accessible_description(re.compile("^Choose “I agree”"))
    expect(trust.get_by_role("radio").first).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colors_are_apart_enough(scene: Scene, scheme: Any) -> None:
    scene.page.emulate_media(color_scheme=scheme)
    names = ["surface", "background", "muted", "link", "focus", "wrong", "primary", "on-primary"]
    found: dict[str, str] = scene.page.evaluate(_COLORS, names)
    for behind in ("surface", "background"):
        for name in ("muted", "link", "focus", "wrong"):
            assert contrast(found[name], found[behind]) >= LEAST_CONTRAST, (name, behind)
    assert contrast(found["on-primary"], found["primary"]) >= LEAST_CONTRAST


def contrast(one: str, other: str) -> float:
    """As WCAG has it, of two colors such as #1b1b1b."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    digits = color.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
