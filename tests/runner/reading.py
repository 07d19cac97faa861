"""Owns how files of conversation tests are read into cases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.runner.cases import Case, Expectation, Place, Step, StubbedAction, Unsupported
from tests.runner.reading_steps import ACTS, read_act, read_plain
from tests.runner.reading_stories import read_stories
from tests.runner.yaml_nodes import Node, ReadingError, read_yaml

TOP = ("test_cases", "fixtures", "metadata", "stub_custom_actions")
STORY_TOP = ("version", "stories")
# What our API takes of a conversation's metadata.
METADATA = ("language",)


def read_files(paths: Sequence[Path]) -> list[Case]:
    """Of files, and of the .yml files in folders, in order. Raises `ReadingError`."""
    return [case for path in paths for file in _files(path) for case in read_file(file)]


def read_file(file: Path) -> list[Case]:
    """Raises `ReadingError`."""
    root = read_yaml(file)
    if root.is_mapping and "stories" in root.entries():
        cases = read_stories(root.entries(STORY_TOP)["stories"])
    else:
        cases = _CaseFile(root).cases()
    first: dict[str, Place] = {}
    for case in cases:
        if case.name in first:
            line = first[case.name].line
            raise ReadingError(case.place, f'a case "{case.name}" stands in line {line} already')
        first[case.name] = case.place
    return cases


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(path.rglob("*.yml"))
    if not found:
        raise ReadingError(Place(path, 1), "the folder holds no .yml file")
    return found


@dataclass
class _ReadStep:
    """A step with its assertions, what of it has no place here, and the plain steps after it."""

    step: Step
    unsupported: list[Expectation]
    plain: list[Expectation] = field(default_factory=list)


class _CaseFile:
    """One file, with the fixtures and metadata that its cases name."""

    def __init__(self, root: Node) -> None:
        self._top = root.entries(TOP)
        if "test_cases" not in self._top:
            root.fail('"test_cases" is missing')
        self._fixtures = self._named("fixtures")
        self._metadata = self._named("metadata")
        self._stubs: dict[str, tuple[Node, StubbedAction]] = {}
        if "stub_custom_actions" in self._top:
            entries = self._top["stub_custom_actions"].entries()
            self._stubs = {name: (node, _stub(node)) for name, node in entries.items()}

    def cases(self) -> list[Case]:
        cases = [self._case(node) for node in self._top["test_cases"].items()]
        names = {case.name for case in cases}
        for name, (node, _) in self._stubs.items():
            case, separator, _action = name.rpartition("::")
            if separator and case not in names:
                node.fail(f'there is no case "{case}" in this file')
        return cases

    def _case(self, node: Node) -> Case:
        entries = node.entries(("test_case", "fixtures", "metadata", "steps"))
        for key in ("test_case", "steps"):
            if key not in entries:
                node.fail(f'"{key}" is missing')
        name = entries["test_case"].text()
        if "::" in name:
            entries["test_case"].fail('"::" cannot be in the name of a case')
        read = list(self._steps(entries["steps"]))
        metadata = self._of(entries.get("metadata"), self._metadata)
        case = Case(
            name=name,
            place=node.place,
            steps=(),
            slots=self._of(entries.get("fixtures"), self._fixtures),
            metadata=metadata,
            stubs=self._stubs_of(name),
        )
        read[0].unsupported += _unknown_metadata(entries.get("metadata"), metadata, METADATA)
        return _judged(case, read)

    def _steps(self, node: Node) -> Iterator["_ReadStep"]:
        """A step each act, with what is expected before the next."""
        step: _ReadStep | None = None
        for item in node.items():
            keys = item.entries()
            act = next((key for key in ACTS if key in keys), None)
            if act is not None:
                if step is not None:
                    yield step
                step = self._act(act, item)
            elif step is None:
                item.fail(f"the first step must be one of {', '.join(ACTS)}")
            else:
                step.plain.extend(read_plain(item))
        if step is None:
            node.fail("the case has no steps")
        yield step

    def _act(self, act: str, item: Node) -> "_ReadStep":
        named = item.entries().get("metadata")
        metadata = self._of(named, self._metadata)
        step = replace(read_act(act, item), metadata=metadata)
        return _ReadStep(step, _unknown_metadata(named, metadata, ()))

    def _named(self, key: str) -> dict[str, Mapping[str, Any]]:
        """Fixtures or metadata by name: slots or keys with values."""
        if key not in self._top:
            return {}
        found: dict[str, Mapping[str, Any]] = {}
        for item in self._top[key].items():
            for name, values in item.entries().items():
                if name in found:
                    item.fail(f'"{name}" is here twice')
                pairs = [pair for each in values.one_or_more() for pair in each.entries().items()]
                found[name] = {slot: value.plain() for slot, value in pairs}
        return found

    def _of(self, names: Node | None, known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """The values of all that are named, later ones over earlier ones."""
        values: dict[str, Any] = {}
        for name in names.one_or_more() if names else ():
            if not known:
                name.fail(f'"{name.text()}" is named, and none are written at the top of the file')
            values.update(known[name.one_of(known)])
        return values

    def _stubs_of(self, name: str) -> dict[str, StubbedAction]:
        own = {
            key.rpartition("::")[2]: stub
            for key, (_, stub) in self._stubs.items()
            if key.rpartition("::")[0] == name
        }
        return {key: stub for key, (_, stub) in self._stubs.items() if "::" not in key} | own


def _stub(node: Node) -> StubbedAction:
    entries = node.entries(("events", "responses"))
    lists = {key: [each.plain() for each in value.items()] for key, value in entries.items()}
    for key, value in entries.items():
        for each in value.items():
            if not each.is_mapping:
                each.fail(f"{key} are lists of keys with values")
    return StubbedAction(**{key: tuple(values) for key, values in lists.items()})


def _unknown_metadata(
    node: Node | None, values: Mapping[str, Any], known: Sequence[str]
) -> list[Expectation]:
    """What our API has no place for."""
    if node is None:
        return []
    written = f"metadata: {node.written}"
    unknown = [key for key in values if key not in known]
    return [Expectation(Unsupported(f"metadata {key}"), node.place, written) for key in unknown]


def _judged(case: Case, read: Sequence[_ReadStep]) -> Case:
    """With an assertion anywhere, plain steps are not judged."""
    plain = tuple(each for one in read for each in one.plain)
    asserted = any(one.step.expectations for one in read)
    if not plain and not asserted:
        raise ReadingError(case.place, "the case expects nothing, so it could never fail")
    steps = []
    for one in read:
        judged = one.step.expectations if asserted else one.plain
        steps.append(replace(one.step, expectations=(*one.unsupported, *judged)))
    return replace(case, steps=tuple(steps), not_judged=plain if asserted else ())
