"""Owns what is measured of the widget or a page in a state: axe, targets, help, how it reflows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.browser.axe import Checked, checked

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colors": {"color_scheme": "light", "forced_colors": "active"},
}
# A window of 1280 by 1024 pixels at 400 %.
ZOOMED = {"width": 320, "height": 256}
# The name, and width and height in pixels, of what can be pressed.
_TARGETS = """() => {
  const all = (document.querySelector("assistant-chat")?.shadowRoot ?? document)
    .querySelectorAll("button, a[href], textarea, input, summary, [role=option]");
  return [...all].map((each) => {
    const { width, height } = (each.closest("label") ?? each).getBoundingClientRect();
    const words = (each.closest("label") ?? each).innerText.trim();
    const inLine = each.matches(".body a, .notice a, .thread a, main p a");
    return { words, name: each.ariaLabel ?? words, width, height, inLine };
  }).filter(({ width, name }) => width > 0 && !name.startsWith("Skip to"));
}"""
# Elements that reach beyond the window, or whose words do not fit into them.
_CUT_OFF = """() => {
  const root = document.querySelector("assistant-chat")?.shadowRoot ?? document.body;
  const all = root.querySelectorAll(".floating *, main *");
  const cut = [...all].filter((each) => {
    const { width, left, right } = each.getBoundingClientRect();
    if (width <= 1 || each.closest(".visually-hidden")) return false;
    const isFull = each.matches("button, summary, .message, .panel, label")
      && (each.scrollWidth > each.clientWidth + 1 || each.matches("button")
        && each.scrollHeight > each.clientHeight + 1);
    return left < -0.5 || right > innerWidth + 0.5 || isFull;
  }).map((each) => `${each.localName}.${each.className} ${each.textContent.slice(0, 30)}`);
  const page = document.documentElement;
  return page.scrollWidth > page.clientWidth ? ["the page", ...cut] : cut;
}"""
# WCAG 1.4.12: what people may set; `!important`, as the style sheet of a reader is.
_SPACED = """(isOn) => {
  const root = document.querySelector("assistant-chat")?.shadowRoot ?? document;
  globalThis.spacing ??= new CSSStyleSheet();
  spacing.replaceSync(`:host, * { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  const others = root.adoptedStyleSheets.filter((each) => each !== spacing);
  root.adoptedStyleSheets = isOn ? [...others, spacing] : others;
}"""
_HELP = """() => {
  const root = document.querySelector("assistant-chat")?.shadowRoot;
  if (!root) return document.querySelector("button[value='I want to talk to a person']")?.innerText;
  const isSeen = (each) => each?.getClientRects().length > 0;
  const who = root.querySelector(".head p")?.textContent ?? "";
  const [person] = root.querySelectorAll(".foot button");
  if (isSeen(root.querySelector(".launcher"))) return "closed";
  return isSeen(person) ? person.textContent : who;
}"""


@dataclass(frozen=True)
class Target:
    """Something to press; `words` are those on it. In pixels."""

    words: str
    name: str
    width: float
    height: float
    is_in_line: bool  # a link among words, whose line sets its height


@dataclass(frozen=True)
class Measured:
    """A state. `help` is the button that leads to a person, or who is in the chat."""

    axe: dict[str, Checked]
    targets: list[Target]
    help: str | None
    cut_off_zoomed: list[str]
    cut_off_spaced: list[str]


def measured(page: Page) -> Measured:
    within = "assistant-chat" if page.locator("assistant-chat").count() else "main"
    axe = {}
    for look, media in LOOKS.items():
        page.emulate_media(**media)
        # What is around it is the same in every state: one look at that is enough.
        axe[look] = checked(page, within if look != "light" else None)
    page.emulate_media(**LOOKS["light"])
    targets = [
        Target(each["words"], each["name"], each["width"], each["height"], each["inLine"])
        for each in page.evaluate(_TARGETS)
    ]
    with spaced(page):
        cut_off_spaced = cut_off(page)
    with resized(page, ZOOMED):
        cut_off_zoomed = cut_off(page)
        with spaced(page):
            cut_off_spaced += cut_off(page)
    return Measured(axe, targets, page.evaluate(_HELP), cut_off_zoomed, cut_off_spaced)


def cut_off(page: Page) -> list[str]:
    return [str(each) for each in page.evaluate(_CUT_OFF)]


@contextmanager
def spaced(page: Page) -> Iterator[None]:
    """With lines, letters and words set apart as far as WCAG 1.4.12 asks."""
    page.evaluate(_SPACED, True)
    yield
    page.evaluate(_SPACED, False)


@contextmanager
def resized(page: Page, size: dict[str, int]) -> Iterator[None]:
    before = page.viewport_size
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    yield
    if before:
        page.set_viewport_size(before)
