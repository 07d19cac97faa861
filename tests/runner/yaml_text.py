"""Owns cases that the runner writes: YAML that it reads again."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq


@dataclass(frozen=True)
class WrittenCase:
    """`comment` stands above it. `language` is `None` where it is the usual one."""

    name: str
    steps: Sequence[Mapping[str, Any]]
    comment: str | None = None
    language: str | None = None


def yaml_of(cases: Sequence[WrittenCase]) -> str:
    """A whole file."""
    listed = CommentedSeq()
    for index, case in enumerate(cases):
        metadata = {"metadata": case.language} if case.language else {}
        steps = [dict(step) for step in case.steps]
        listed.append({"test_case": case.name, **metadata, "steps": steps})
        if case.comment:
            listed.yaml_set_comment_before_after_key(index, before=case.comment, indent=2)
    whole = CommentedMap()
    if languages := sorted({case.language for case in cases if case.language}):
        whole["metadata"] = [{name: [{"language": name}]} for name in languages]
    whole["test_cases"] = listed
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 1000  # a text stays on its line
    yaml.allow_unicode = True
    text = io.StringIO()
    yaml.dump(whole, text)
    return text.getvalue()
