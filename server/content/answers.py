"""Owns how an answer reaches the browser: Markdown to sanitised HTML and to plain text."""

import re
from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from embeddings.retriever import Answer
from server.content.choices import Choice

ALLOWED_TAGS = {"p", "ul", "ol", "li", "strong", "em", "br", "a"}
_markdown = MarkdownIt("commonmark", {"html": False})
# Not the full stop of the sentence it ends.
_ADDRESS = re.compile(r"https://[^\s<>]*[^\s<>.,;:!?)]")


def answer_message(answer: Answer, related: Sequence[Choice] = ()) -> dict[str, Any]:
    """An answer as the public API shows it."""
    return {
        "type": "answer",
        "text": plain_text(answer.markdown),
        "html": safe_html(answer.markdown),
        "question": answer.entry.question,
        "tax_year": answer.tax_year,
        "reviewed_on": answer.entry.reviewed_on.isoformat(),
        "sources": [{"title": s.title, "url": s.url} for s in answer.entry.sources],
        "related": list(related),
    }


def safe_html(markdown: str) -> str:
    """HTML of the allowed tags only; links leave the site without a referrer."""
    return nh3.clean(
        _markdown.render(markdown),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http"},
        link_rel="noopener noreferrer",
    ).strip()


def linked_html(text: str) -> str | None:
    """The text with its web addresses as links; None when there is none in it."""
    linked, found = _ADDRESS.subn(lambda address: f"<{address[0]}>", text)
    return safe_html(linked).replace("</p>\n<p>", "</p><p>") if found else None


def plain_text(markdown: str) -> str:
    """The words alone: a blank line between paragraphs, list items with a hyphen or a number."""
    blocks: list[str] = []
    counters: list[int | None] = []
    item = ""
    for token in _markdown.parse(markdown):
        if token.type == "ordered_list_open":
            counters.append(1)
        elif token.type == "bullet_list_open":
            counters.append(None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            counters.pop()
        elif token.type == "list_item_open":
            item = _bullet(counters)
        elif token.type == "inline":
            separator = "\n" if item and blocks and _is_item(blocks[-1]) else "\n\n"
            blocks.append((separator if blocks else "") + item + _words(token))
            item = ""
    return "".join(blocks)


def _is_item(block: str) -> bool:
    first = block.strip().split(" ", 1)[0]
    return first == "-" or first.rstrip(".").isdigit()


def _bullet(counters: list[int | None]) -> str:
    count = counters[-1]
    if count is None:
        return "- "
    counters[-1] = count + 1
    return f"{count}. "


def _words(token: Token) -> str:
    kept = {"text", "code_inline"}
    return "".join(
        child.content if child.type in kept else "\n" if child.type.endswith("break") else ""
        for child in token.children or ()
    )
