"""Owns the overview of the content for editors: each topic's entries, their state and use."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from embeddings.corpus import Corpus, Entry
from embeddings.faults import Fault
from server.content.repository import Usage

State = Literal["live", "paused", "past review", "faulty"]
_WORST_FIRST: tuple[State, ...] = ("faulty", "past review", "paused", "live")
NEVER = Usage(0, 0, 0)


@dataclass(frozen=True)
class EntryRow:
    """An entry as its editors see it. `note` says more of the state, `changed` is the file's time.

    `question` is None for a faulty file of which no good version is live.
    """

    id: str
    question: str | None
    state: State
    note: str
    changed: dt.datetime | None
    usage: Usage


@dataclass(frozen=True)
class TopicRows:
    """A topic, in display order; `notice` is set where it is paused."""

    key: str
    label: str
    notice: str | None
    entries: tuple[EntryRow, ...]

    def count(self, state: State) -> int:
        return sum(row.state == state for row in self.entries)


def overview(
    corpus: Corpus,
    knowledge: Path,
    faults: Sequence[Fault],
    usage: Mapping[str, Usage],
    today: dt.date,
) -> list[TopicRows]:
    """Reads the times of all files: blocks for some milliseconds."""
    wrong = {_entry_id(fault.path): fault for fault in reversed(faults)}
    rows: dict[str, list[EntryRow]] = {topic: [] for topic in corpus.topics}
    for row in _rows(corpus, knowledge, wrong, usage, today):
        rows.setdefault(row.id.partition("/")[0], []).append(row)
    return [
        TopicRows(
            topic, corpus.topics.get(topic, topic), corpus.paused_topics.get(topic), tuple(found)
        )
        for topic, found in rows.items()
    ]


def needing_attention(topics: Sequence[TopicRows]) -> list[EntryRow]:
    """The entries that are not simply live, the worst first. A paused topic is named as a whole."""
    found = [
        row
        for topic in topics
        for row in topic.entries
        if row.state != "live" and not (row.state == "paused" and topic.notice)
    ]
    return sorted(found, key=lambda row: _WORST_FIRST.index(row.state))


def _rows(
    corpus: Corpus,
    knowledge: Path,
    wrong: Mapping[str, Fault],
    usage: Mapping[str, Usage],
    today: dt.date,
) -> Iterator[EntryRow]:
    for entry in corpus.entries.values():
        state, note = _state(entry, wrong.get(entry.id), today)
        changed = _changed(knowledge / f"{entry.id}.md")
        used = usage.get(entry.id, NEVER)
        yield EntryRow(entry.id, entry.question, state, note, changed, used)
    for entry_id, fault in wrong.items():
        if entry_id not in corpus.entries and fault.path.suffix == ".md":
            changed = _changed(knowledge / f"{entry_id}.md")
            yield EntryRow(entry_id, None, "faulty", f"Not live. {_said(fault)}", changed, NEVER)


def _state(entry: Entry, fault: Fault | None, today: dt.date) -> tuple[State, str]:
    if fault is not None:
        return "faulty", f"The version before is live. {_said(fault)}"
    if entry.paused is not None:
        return "paused", entry.paused
    if entry.review_by < today:
        return "past review", f"Was due on {entry.review_by}."
    return "live", ""


def _said(fault: Fault) -> str:
    return f"Line {fault.line}: {fault.message}"


def _entry_id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _changed(path: Path) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    except OSError:
        return None
