"""Owns YAML as it is written: values with their lines, and errors that name them."""

import textwrap
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode

from tests.runner.cases import Place

_NULL = "tag:yaml.org,2002:null"


class ReadingError(Exception):
    """A file cannot be read as conversation tests; the text begins with the file and line."""

    def __init__(self, place: Place, what: str) -> None:
        super().__init__(f"{place}: {what}")


class _Constructor(SafeConstructor):
    """A date is text: a tracker and our API hold none but as text."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


@dataclass(frozen=True)
class Node:
    """A value in a file."""

    yaml: YamlNode
    file: Path
    source: str

    @property
    def place(self) -> Place:
        return Place(self.file, self.yaml.start_mark.line + 1)

    @property
    def is_text(self) -> bool:
        return isinstance(self.yaml, ScalarNode) and self.yaml.tag != _NULL

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.yaml, MappingNode)

    @property
    def is_sequence(self) -> bool:
        return isinstance(self.yaml, SequenceNode)

    def fail(self, what: str) -> NoReturn:
        raise ReadingError(self.place, what)

    def entries(self, known: Collection[str] | None = None) -> dict[str, "Node"]:
        """Values by key. `known`: any other key is an error that names these."""
        if not self.is_mapping:
            keys = f" of {', '.join(known)}" if known else ""
            self.fail(f"keys with values{keys} are expected here")
        found: dict[str, Node] = {}
        for key, value in self.yaml.value:
            name = self._at(key).text()
            if known is not None and name not in known:
                self._at(key).fail(f'"{name}" is not known here; known: {", ".join(known)}')
            if name in found:
                self._at(key).fail(f'"{name}" is here twice')
            if value.start_mark.index == value.end_mark.index:  # empty: it has no line of its own
                value.start_mark = value.end_mark = key.end_mark
            found[name] = self._at(value)
        return found

    def items(self) -> list["Node"]:
        if not self.is_sequence:
            self.fail('a list is expected here, its items begin with "-"')
        return [self._at(item) for item in self.yaml.value]

    def one_or_more(self) -> list["Node"]:
        """The items of a list, or the value itself."""
        return self.items() if self.is_sequence else [self]

    def text(self) -> str:
        """As it is written: `007` and `yes` are texts too."""
        if not self.is_text:
            self.fail("a text is expected here")
        return str(self.yaml.value)

    def one_of(self, known: Collection[str]) -> str:
        text = self.text()
        if text not in known:
            self.fail(f'"{text}" is not known here; known: {", ".join(known)}')
        return text

    def flag(self) -> bool:
        value = self.plain()
        if not isinstance(value, bool):
            self.fail("true or false is expected here")
        return value

    def number(self) -> float:
        value = self.plain()
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail("a number is expected here")
        return value

    def plain(self) -> Any:
        """The value as YAML 1.2 types it."""
        constructor = _Constructor(loader=YAML(typ="safe", pure=True))
        try:
            return constructor.construct_document(self.yaml)
        except YAMLError as error:
            raise ReadingError(*_fault(self.file, error)) from None

    @property
    def written(self) -> str:
        """The lines of the value as their author wrote them, without comments after it."""
        start, end = self.yaml.start_mark, self.yaml.end_mark
        lines = (" " * start.column + self.source[start.index : end.index]).split("\n")
        while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
            lines.pop()
        return textwrap.dedent("\n".join(line.rstrip() for line in lines))

    def _at(self, yaml: YamlNode) -> "Node":
        return Node(yaml, self.file, self.source)


def read_yaml(file: Path) -> Node:
    """Raises `ReadingError`."""
    try:
        source = file.read_text(encoding="utf-8-sig")  # some editors on Windows begin with a mark
    except (OSError, UnicodeDecodeError) as error:
        raise ReadingError(Place(file, 1), f"cannot be read: {error}") from None
    try:
        yaml = YAML(typ="safe", pure=True).compose(source)
    except YAMLError as error:
        raise ReadingError(*_fault(file, error)) from None
    if yaml is None:
        raise ReadingError(Place(file, 1), "the file is empty")
    return Node(yaml, file, source)


def _fault(file: Path, error: YAMLError) -> tuple[Place, str]:
    if not isinstance(error, MarkedYAMLError):
        return Place(file, 1), f"is no YAML: {error}"
    mark = error.problem_mark or error.context_mark
    what = ", ".join(part for part in (error.context, error.problem) if part)
    return Place(file, mark.line + 1 if mark else 1), f"is no YAML: {what}"
