"""Owns the checks of an answer as people read it: length, reading grade, acronyms, links."""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from embeddings.corpus import Corpus
from embeddings.faults import Fault, Severity
from embeddings.language import Reading, plain_words, reading, sentences, unexplained_acronyms
from embeddings.templates import NOT_CONFIRMED, TemplateFault, YearChoice
from embeddings.validation_figures import unconfirmed_paths
from embeddings.validation_lines import EntryFile

MOST_WORDS = 150
MOST_SENTENCES_FIRST = 2
# School grades (Flesch-Kincaid): 8 is what public services aim at, 11 the most allowed.
WARNING_GRADE = 8.0
ERROR_GRADE = 11.0
MOST_WORDS_A_SENTENCE = 25.0
OFFICIAL_ENDINGS = (".gov",)
_LINK = re.compile(r"\]\((https?://[^)\s]+)")


@dataclass(frozen=True)
class Allowed:
    """What an answer may hold unexplained: common acronyms, and hosts that are official."""

    acronyms: Collection[str]
    hosts: Collection[str]


def read_allowed(knowledge: Path) -> Allowed:
    """`acronyms.yml` and `official_hosts.yml` of the content; a missing file allows nothing."""
    return Allowed(
        frozenset(_names(knowledge / "acronyms.yml")),
        frozenset(_names(knowledge / "official_hosts.yml")),
    )


def _names(path: Path) -> list[str]:
    if not path.is_file():
        return []
    listed = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return [str(name) for name in listed]


def answer_faults(file: EntryFile, corpus: Corpus, today: dt.date) -> Iterator[Fault]:
    """Length and figures, for every tax year the entry may be given for."""
    seen: set[str] = set()
    entry = file.entry
    for year in entry.answer.tax_years:
        if not entry.holds_for(year):
            continue
        try:
            text = entry.answer.render(YearChoice(year, today))
        except TemplateFault as error:
            yield file.in_body("template", str(error), "correct the template")
            return
        found = [*_unconfirmed(file, corpus, text, year), *_length_faults(file, text)]
        yield from (fault for fault in found if fault.message not in seen)
        seen.update(fault.message for fault in found)


def _unconfirmed(file: EntryFile, corpus: Corpus, text: str, year: int) -> Iterator[Fault]:
    if NOT_CONFIRMED not in text:
        return
    paths = unconfirmed_paths(corpus, file.entry.body, year)
    named = f" ({', '.join(paths)})" if paths else ""
    message = f"shows a figure that is not confirmed for {year}{named}"
    mend = 'wrap it in {% if known("…") %}…{% endif %}, or send the reader to the source'
    yield file.in_body("figures", message, mend, at=paths[0] if paths else 0)


def _length_faults(file: EntryFile, text: str) -> Iterator[Fault]:
    words = len(text.split())
    if words > MOST_WORDS:
        message = f"has {words} words, at most {MOST_WORDS} are allowed"
        yield file.in_body("length", message, "cut it, or split it into two entries")
    first = sentences(plain_words(text.split("\n\n", 1)[0]))
    if len(first) > MOST_SENTENCES_FIRST:
        message = "the first paragraph has more than two sentences"
        yield file.in_body("length", message, "start a new paragraph after the short answer")


def language_faults(
    file: EntryFile, today: dt.date, allowed: Allowed
) -> tuple[Reading | None, list[Fault]]:
    """How the answer reads, and what is hard about it. No reading when it cannot be shown."""
    try:
        text = file.entry.answer.render(YearChoice(None, today))
    except TemplateFault:
        return None, []
    read = reading(text)
    faults = []
    if read.grade > WARNING_GRADE:
        limit = ERROR_GRADE if read.grade > ERROR_GRADE else WARNING_GRADE
        message = f"reads at school grade {read.grade:.1f}, above {limit:.0f}"
        mend = "shorten sentences, use shorter words"
        severity: Severity = "error" if read.grade > ERROR_GRADE else "warning"
        faults.append(file.in_body("reading", message, mend, severity))
    if read.words_a_sentence > MOST_WORDS_A_SENTENCE:
        message = f"has sentences of {read.words_a_sentence:.0f} words on average"
        mend = f"split them: at most {MOST_WORDS_A_SENTENCE:.0f} words on average"
        faults.append(file.in_body("reading", message, mend, "warning"))
    for acronym in unexplained_acronyms(text, allowed.acronyms):
        message = f"does not say what {acronym} means"
        mend = f"write it out once, then ({acronym}), or add it to knowledge/acronyms.yml"
        faults.append(file.in_body("acronyms", message, mend, "warning", acronym))
    return read, faults


def host_faults(file: EntryFile, allowed: Allowed) -> Iterator[Fault]:
    """Sources and links that do not lead to an official page."""
    mend = "use the official page, or add the host to knowledge/official_hosts.yml"
    for source in file.entry.sources:
        host = urlsplit(source.url).hostname or ""
        if not _official(host, allowed):
            message = f"the source {host} is not an official host"
            yield file.in_front("sources", "sources", message, mend, text=host)
    for match in _LINK.finditer(file.entry.body):
        host = urlsplit(match[1]).hostname or ""
        if not _official(host, allowed):
            message = f"the link leads to {host}, which is not an official host"
            yield file.in_body("sources", message, mend, at=match.start())


def _official(host: str, allowed: Allowed) -> bool:
    return host.endswith(OFFICIAL_ENDINGS) or host in allowed.hosts
