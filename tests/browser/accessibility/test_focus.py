"""Tests of the focus: seen at every stop, behind nothing, kept in a full screen, never trapped."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.accessibility import states
from tests.browser.accessibility.measuring import ZOOMED
from tests.browser.accessibility.scene import ANSWERED, Scene, scene_server
from tests.browser.serving import Served

pytestmark = pytest.mark.browser
MOST_STOPS = 60
# The element with the focus: whether it has an outline, and whether some of it can be seen.
_STOP = """() => {
  const root = document.querySelector("assistant-chat").shadowRoot;
  const each = root.activeElement;
  if (!each) return null;
  const shown = each.matches(".thumb input") ? each.closest("label") : each;
  const { left, top, right, bottom } = shown.getBoundingClientRect();
  const parts = [.1, .3, .5, .7, .9];
  const isSeen = parts.some((across) => parts.some((down) => {
    const hit = root.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down);
    return hit === shown || shown.contains(hit);
  }));
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  const isMarked = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  const at = [...root.querySelectorAll("*")].indexOf(each);
  return { at, name: each.ariaLabel ?? each.innerText, isSeen, isMarked };
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with scene_server(tmp_path_factory.mktemp("focus")) as started:
        yield started


@pytest.fixture
def scene(server: Served, context: BrowserContext) -> Scene:
    """An answer, with the form to report a problem open below it."""
    scene = Scene(server, context)
    states.open(scene)
    scene.ask(ANSWERED)
    states.report(scene)
    return scene


def stops(page: Page, key: str) -> Iterator[dict[str, Any]]:
    """What has the focus after each press, until it leaves the chat or begins again."""
    first = None
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(_STOP)
        if stop is None or stop == first:
            return
        first = first or stop
        yield stop
    raise AssertionError("the focus goes round and round")


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
@pytest.mark.parametrize("zoomed", [False, True], ids=["100 %", "400 %"])
def test_the_focus_is_seen_at_every_stop(scene: Scene, zoomed: bool, key: str) -> None:
    if zoomed:
        scene.page.set_viewport_size({"width": ZOOMED["width"], "height": ZOOMED["height"]})
    found = list(stops(scene.page, key))
    assert len(found) > 6
    assert [stop for stop in found if not stop["isSeen"] or not stop["isMarked"]] == []


def test_the_focus_leaves_a_chat_that_does_not_fill_the_screen(scene: Scene) -> None:
    for _ in stops(scene.page, "Tab"):
        pass
    assert scene.page.evaluate(_STOP) is None


def test_the_focus_stays_in_a_chat_that_fills_the_screen(scene: Scene) -> None:
    scene.page.set_viewport_size({"width": 320, "height": 640})
    for _ in stops(scene.page, "Tab"):
        pass
    assert scene.page.evaluate(_STOP) is not None
    scene.page.keyboard.press("Escape")
    scene.page.keyboard.press("Escape")
    expect(scene.launcher).to_be_focused()
