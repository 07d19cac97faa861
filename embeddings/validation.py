"""Owns the checks of content that look at more than one file's shape."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

from embeddings.corpus import Corpus, Entry, front_line
from embeddings.faults import Fault
from embeddings.templates import NOT_CONFIRMED, TemplateFault, YearChoice

MOST_WORDS = 150
FEWEST_PARAPHRASES = 8
_BY_HAND = re.compile(
    r"\$\s?\d[\d,]*(?:\.\d+)?|\b\d{3}-\d{3}-\d{4}\b"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" \d{1,2}, 20\d\d\b"
)
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")


def validate(corpus: Corpus, today: dt.date | None = None) -> list[Fault]:
    """All faults of the content, those of single files included, in the order of the files."""
    day = today or dt.date.today()
    faults = list(corpus.faults)
    for entry in corpus.entries.values():
        faults.extend(_answer_faults(entry, day))
        faults.extend(_reference_faults(entry, corpus))
        if entry.review_by < day:
            message = f"was to be reviewed by {entry.review_by}: review it and set a new date"
            faults.append(_fault(entry, "review_by", "review", message, warning=True))
    faults.extend(_repeated_questions(corpus))
    return sorted(faults)


def _fault(entry: Entry, key: str, check: str, message: str, warning: bool = False) -> Fault:
    source = entry.path.read_text(encoding="utf-8").split("---", 2)[1].lstrip("\r\n")
    line = front_line(source, key)
    return Fault(entry.path, line, check, message, "warning" if warning else "error")


def _body_fault(entry: Entry, check: str, message: str, warning: bool = False) -> Fault:
    text = entry.path.read_text(encoding="utf-8")
    line = text[: text.index(entry.body)].count("\n") + 1
    return Fault(entry.path, line, check, message, "warning" if warning else "error")


def _answer_faults(entry: Entry, today: dt.date) -> Iterator[Fault]:
    for year in entry.answer.tax_years:
        if not entry.holds_for(year):
            continue
        try:
            text = entry.answer.render(YearChoice(year, today))
        except TemplateFault as error:
            yield _body_fault(entry, "template", str(error))
            return
        if NOT_CONFIRMED in text:
            message = f"shows a figure that is not confirmed for {year}: use known() or the source"
            yield _body_fault(entry, "figures", message)
        yield from _length_faults(entry, text)
    without_templates = _TEMPLATE.sub("", entry.body)
    for match in _BY_HAND.finditer(without_templates):
        message = f"{match[0]} is written by hand: take it from knowledge/figures/"
        yield _body_fault(entry, "by-hand", message, warning=True)


def _length_faults(entry: Entry, text: str) -> Iterator[Fault]:
    words = len(text.split())
    if words > MOST_WORDS:
        yield _body_fault(entry, "length", f"has {words} words, at most {MOST_WORDS}")
    short_answer = text.split("\n\n", 1)[0]
    if len(_SENTENCE_END.findall(short_answer.replace("U.S.", "US"))) > 2:
        yield _body_fault(entry, "length", "first paragraph has more than two sentences")


def _reference_faults(entry: Entry, corpus: Corpus) -> Iterator[Fault]:
    for related in entry.related:
        if related not in corpus.entries:
            yield _fault(entry, "related", "related", f"there is no entry {related}")
    if corpus.topics and entry.topic not in corpus.topics:
        yield _fault(entry, "question", "topics", f"add the topic {entry.topic} to topics.yml")
    if len(entry.paraphrases) < FEWEST_PARAPHRASES:
        message = f"has {len(entry.paraphrases)} paraphrases, write {FEWEST_PARAPHRASES} or more"
        yield _fault(entry, "paraphrases", "paraphrases", message, warning=True)


def _repeated_questions(corpus: Corpus) -> Iterator[Fault]:
    seen: dict[str, Entry] = {}
    fold: Callable[[str], str] = lambda text: " ".join(re.findall(r"\w+", text.lower()))  # noqa: E731
    for entry in corpus.entries.values():
        for text in (entry.question, *entry.paraphrases):
            other = seen.setdefault(fold(text), entry)
            if other is not entry:
                message = f'"{text}" is in {other.id} too: keep it in one of them'
                yield _fault(entry, "paraphrases", "repeated", message)
