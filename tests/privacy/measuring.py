"""Owns the measure of masking: what is found of the published messages, and what needlessly."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import yaml

from server.privacy.identifiers import Finding, IdentifierRecognizer

FOLDER = Path(__file__).parent
PARTS = ("open", "first_blind", "second_blind", "blind", "third_blind", "fourth_blind")
Group = Literal["formatted", "free_form", "clean"]
GROUPS: tuple[Group, ...] = ("formatted", "free_form", "clean")
_LABEL = re.compile(r"<([A-Z_]+)(\+?)\|([^>]*)>")
_NEXT = " ||| "


@dataclass(frozen=True)
class Label:
    """An identifier, and from where to where its parts stand."""

    kind: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Labelled:
    """What was typed, messages on lines of their own, and where which identifier stands in it."""

    text: str
    labels: tuple[Label, ...]


@dataclass
class Measured:
    """Counts by kind; `named` are those found and called what they are. `needless` are stretches
    masked outside every label, by the kind they were taken for, with what was typed.
    """

    messages: int = 0
    there: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    needless: list[tuple[str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found.total() / self.there.total()

    @property
    def changed(self) -> float:
        """Share of the messages in which something was masked needlessly."""
        return len({text for _, text in self.needless}) / self.messages


def messages(part: str, group: Group) -> list[Labelled]:
    content = yaml.safe_load((FOLDER / f"{part}.yml").read_text(encoding="utf-8"))
    return [parsed(line) for line in content[group].splitlines()]


def parsed(line: str) -> Labelled:
    text, labels, at = "", list[Label](), 0
    line = line.replace(_NEXT, "\n")
    for match in _LABEL.finditer(line):
        kind, goes_on, typed = match.groups()
        text += line[at : match.start()]
        spans = labels.pop().spans if goes_on else ()
        labels.append(Label(kind, (*spans, (len(text), len(text) + len(typed)))))
        text += typed
        at = match.end()
    return Labelled(text + line[at:], tuple(labels))


def measured(recognizer: IdentifierRecognizer, given: Iterable[Labelled]) -> Measured:
    result = Measured()
    for message in given:
        result.messages += 1
        findings = recognizer.find(message.text)
        for label in message.labels:
            result.there[label.kind] += 1
            over = [finding for finding in findings if _overlap(finding, label)]
            if _is_gone(message.text, label, over):
                result.found[label.kind] += 1
                result.named[label.kind] += all(finding.kind == label.kind for finding in over)
            else:
                result.missed.append(f"{label.kind}: {message.text}")
        result.needless += [(f.kind, message.text) for f in _needless(message, findings)]
    return result


def _overlap(finding: Finding, label: Label) -> bool:
    return any(finding.start < end and start < finding.end for start, end in label.spans)


def _is_gone(text: str, label: Label, over: list[Finding]) -> bool:
    """Nothing that can be read of it is left."""
    return not any(
        text[at].isalnum() and not any(each.start <= at < each.end for each in over)
        for start, end in label.spans
        for at in range(start, end)
    )


def _needless(message: Labelled, findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        if not any(_overlap(finding, label) for label in message.labels):
            yield finding
