"""Tests of the languages of the interface: every text in each, and a switch while one talks."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import faults
from tests.browser.serving import Served
from tests.browser.widget import Widget

pytestmark = pytest.mark.browser
# One entry a text: its place, its words, and how many values go into it. Texts that are made are
# made for 1, 2 and 5; each must show the number.
READ = """async () => {
  const flat = (value, place) =>
    typeof value === "string" ? [[place, [value], 0]]
    : typeof value === "function" ? [[place, [1, 2, 5].map((n) => value(n)), value.length]]
    : value instanceof Map ? flat(Object.fromEntries(value), place)
    : Object.entries(value).flatMap(([key, each]) => flat(each, `${place}.${key}`));
  return flat(await MADE, "");
}"""
WIDGET = "import('/widget/texts.js').then((file) => file.loadTexts('{language}'))"
LAUNCHER = "import('/widget/launcher-texts.js').then((file) => file.launcherTexts('{language}'))"
TICKET = "import('/widget/ticket-texts.js').then((file) => file.ticketTexts('{language}'))"
FILES = {"widget": WIDGET, "launcher": LAUNCHER, "ticket": TICKET}
LANGUAGES = ("en", "es")
SAME = {".no"}  # written alike in both
NAMES = {".language", ".locale", ".other", ".otherName"}
NO_NUMBER = {".source"}
# What the scripts of a page find to be put into the language, and what they leave as it is.
MARKED = """() => Object.fromEntries([...document.querySelectorAll("[data-text]")]
  .map((each) => [each.dataset.text, each.textContent.replace(/\\s+/g, " ").trim()]))"""
UNMARKED = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const at = texts.currentNode.parentElement;
    if (texts.currentNode.data.trim() && !at.closest("[data-text], [lang=en], noscript"))
      found.push(texts.currentNode.data);
  }
  return found;
}"""
ENGLISH = re.compile(r"\b(the|your|you|is|it|of|to|and|this|what|was|not|with|we|see|at)\b", re.I)
SPANISH = re.compile(
    r"[áéíóúñ¿¡«»]|\b(el|la|los|su|sus|de|que|una?|por|con|es|en|lo|le|las|otra)\b", re.I
)
Text = tuple[tuple[str, ...], int]


def texts(page: Page, of: str, language: str) -> dict[str, Text]:
    found: list[tuple[str, list[str], int]] = page.evaluate(
        READ.replace("MADE", FILES[of].replace("{language}", language))
    )
    assert len(found) > 4
    return {place: (tuple(words), arguments) for place, words, arguments in found}


@pytest.mark.parametrize("of", sorted(FILES))
def test_each_text_is_there_in_both_languages(
    server: Served, context: BrowserContext, of: str
) -> None:
    page = context.new_page()
    page.goto(f"{server.url}/tickets")
    english, spanish = (texts(page, of, language) for language in LANGUAGES)
    assert english.keys() == spanish.keys()
    takes = {place: arguments for place, (_, arguments) in english.items()}
    assert {place: arguments for place, (_, arguments) in spanish.items()} == takes
    for place in english.keys() - SAME - NAMES:
        (said, _), (dicho, _) = english[place], spanish[place]
        assert said != dicho, f"{place} is the same in both"
        assert all(word.strip() for word in (*said, *dicho)), f"{place} is empty"
        assert not SPANISH.search(said[0]), f"{place} is Spanish among the English texts"
        assert not ENGLISH.search(dicho[0]), f"{place} is English among the Spanish texts"
        if takes[place] and place not in NO_NUMBER:
            for made in (said, dicho):
                for number, word in zip("125", made, strict=True):
                    assert number in word, f"{place} leaves its value out"


def test_one_and_many_are_said_apart(server: Served, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{server.url}/tickets")
    for language, one, many in (
        ("en", "1 character left", "1,200 characters left"),
        ("es", "Queda 1 carácter", "Quedan 1,200 caracteres"),
    ):
        made = WIDGET.replace("{language}", language)
        count = f"{made}.then((texts) => [texts.charactersLeft(1), texts.charactersLeft(1200)])"
        assert page.evaluate(count) == [one, many]


@pytest.mark.parametrize("path", ["/tickets", "/tickets/T-7F3K-92QD"])
def test_each_text_of_a_page_is_there_in_both_languages(
    server: Served, context: BrowserContext, path: str
) -> None:
    page = context.new_page()
    page.goto(f"{server.url}{path}")
    expect(page.get_by_role("button", name="Español")).to_be_visible()
    english = page.evaluate(MARKED)
    page.goto(f"{server.url}{path}?lang=es-MX")
    expect(page.get_by_role("button", name="English")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "es"
    spanish = page.evaluate(MARKED)
    assert english.keys() == spanish.keys()
    assert len(english) > 10
    for place, said in english.items():
        assert said.strip(), f"{place} is empty"
        assert not SPANISH.search(said), f"{place} is Spanish among the English texts"
        assert spanish[place].strip() not in ("", said, "undefined"), f"{place} has no Spanish"
        assert not ENGLISH.search(spanish[place]), f"{place} is English among the Spanish texts"
    others = [text for text in page.evaluate(UNMARKED) if ENGLISH.search(text)]
    assert others == [], "a text has no name"
    assert faults(page) == []


SET = """(attributes) => document.addEventListener("DOMContentLoaded", () => {
  const chat = document.querySelector("assistant-chat");
  if (chat) Object.entries(attributes).forEach(([name, value]) => chat.setAttribute(name, value));
})"""


def chat(server: Served, context: BrowserContext, **attributes: str) -> Widget:
    """A chat on a page whose element has these attributes from the start."""
    page = context.new_page()
    page.add_init_script(f"({SET})({json.dumps(attributes)})")
    page.goto(server.url)
    return Widget(page)


def inside(page: Page, script: str) -> Any:
    return page.evaluate(f"document.querySelector('assistant-chat').shadowRoot.{script}")


def test_an_english_page_loads_no_spanish(server: Served, context: BrowserContext) -> None:
    page = context.new_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(server.url)
    Widget(page).open()
    assert not [url for url in loaded if "texts-es" in url]


def test_the_attribute_chooses_the_language(server: Served, context: BrowserContext) -> None:
    page = chat(server, context, language="es-MX").page
    page.get_by_role("button", name="Pregunte sobre impuestos").click()
    expect(page.get_by_label("Su pregunta")).to_be_focused()
    assert inside(page, "querySelector('.panel').lang") == "es"
    said = page.locator(".message.assistant .body").first
    expect(said).to_have_attribute("lang", "en")
    assert faults(page) == []


def test_the_page_chooses_where_no_attribute_does(server: Served, context: BrowserContext) -> None:
    page = context.new_page()
    page.add_init_script(
        "new MutationObserver(() => { if (document.documentElement)"
        " document.documentElement.lang = 'es'; }).observe(document, {childList: true});"
    )
    page.goto(server.url)
    expect(page.get_by_role("button", name="Pregunte sobre impuestos")).to_be_visible()


def test_a_switch_keeps_what_was_said_and_typed(server: Served, context: BrowserContext) -> None:
    widget = chat(server, context)
    page = widget.page
    widget.open()
    widget.ask("when do unicorns file?")
    widget.box.fill("one more thing")
    said, typed = widget.said.all_inner_texts(), widget.typed.all_inner_texts()
    page.get_by_role("button", name="Español").click()
    box = page.get_by_label("Su pregunta")
    expect(box).to_have_value("one more thing")
    expect(page.get_by_role("button", name="English")).to_be_focused()
    now = [text.replace("Asistente:", "Assistant:") for text in widget.said.all_inner_texts()]
    assert now == said
    assert widget.typed.all_inner_texts() == typed
    assert faults(page) == []
    box.press("Enter")
    expect(widget.typed).to_have_count(2)
    page.reload()
    page.get_by_role("button", name="Pregunte sobre impuestos").click()
    expect(widget.typed).to_have_count(2)
    page.get_by_role("button", name="English").click()
    expect(widget.box).to_be_visible()


def test_the_page_may_switch_while_one_talks(server: Served, context: BrowserContext) -> None:
    widget = chat(server, context)
    widget.open()
    widget.ask("when do unicorns file?")
    widget.page.evaluate("document.querySelector('assistant-chat').language = 'es'")
    expect(widget.page.get_by_label("Su pregunta")).to_be_visible()
    expect(widget.typed).to_have_count(1)


def test_a_person_is_asked_for_in_spanish(server: Served, context: BrowserContext) -> None:
    page = chat(server, context, language="es").page
    page.get_by_role("button", name="Pregunte sobre impuestos").click()
    expect(page.locator(".message.assistant")).to_have_count(1)
    page.get_by_role("button", name="Hablar con una persona").click()
    expect(page.locator(".message.citizen .body")).to_have_text("Hablar con una persona")
    expect(page.locator(".message.assistant").nth(1)).to_be_visible()
