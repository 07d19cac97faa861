"""Owns where in an entry's file a finding stands: the line of the offending text."""

import re

from embeddings.corpus import Entry
from embeddings.faults import Fault, Severity

_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


class EntryFile:
    """The text of an entry's file, and findings made at its lines."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._text = entry.path.read_text(encoding="utf-8")
        self._body_start = max(0, self._text.rfind(entry.body))

    @property
    def body_without_templates(self) -> str:
        """The body with every template blanked out; each character keeps its place."""
        blank = lambda match: re.sub(r"[^\n]", " ", match[0])  # noqa: E731
        return _TEMPLATE.sub(blank, self.entry.body)

    def in_front(
        self,
        key: str,
        check: str,
        message: str,
        mend: str,
        severity: Severity = "error",
        text: str = "",
    ) -> Fault:
        """A finding at a front matter key, or at the text below it."""
        line = self._front_line(key, text)
        return Fault(self.entry.path, line, check, message, severity, mend)

    def in_body(
        self, check: str, message: str, mend: str, severity: Severity = "error", at: int | str = 0
    ) -> Fault:
        """A finding in the answer. `at`: a place in the body, or a text that stands there."""
        place = at if isinstance(at, int) else max(0, self.entry.body.find(at))
        line = self._text.count("\n", 0, self._body_start + place) + 1
        return Fault(self.entry.path, line, check, message, severity, mend)

    def _front_line(self, key: str, text: str) -> int:
        lines = self._text[: self._body_start].splitlines()
        starts = [at for at, line in enumerate(lines) if line.startswith(f"{key}:")]
        start = starts[0] if starts else 0
        wanted = _folded(text)
        for at in range(start, len(lines)):
            if wanted and wanted in _folded(lines[at]):
                return at + 1
        return start + 1


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
