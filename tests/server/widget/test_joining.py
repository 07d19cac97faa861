"""Tests of joining ES modules to one script."""

import re
from pathlib import Path

import pytest

from server.widget.files import STATIC
from server.widget.joining import CannotJoin, joined


def written(folder: Path, **sources: str) -> Path:
    """Writes the modules; the first is the entry."""
    for name, source in sources.items():
        (folder / f"{name}.js").write_text(source, encoding="utf-8")
    return folder / f"{next(iter(sources))}.js"


def test_a_module_stands_once_and_before_those_that_import_it(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        entry='import { a } from "./left.js";\nimport { b } from "./right.js";\nexport class E {}',
        left='import { leaf } from "./leaf.js";\nexport const a = leaf;',
        right='import { leaf as own } from "./leaf.js";\nexport function b() { return own; }',
        leaf="export const leaf = 1;",
    )
    script = joined(entry)
    assert re.findall(r"^const (\$\w+) =", script, re.M) == ["$leaf", "$left", "$right", "$entry"]
    assert "const { leaf: own } = $leaf;" in script
    assert script.endswith("export const { E } = $entry;\n")
    assert not re.search(r"^import\b", script, re.M)


def test_comments_and_indentation_are_left_out(tmp_path: Path) -> None:
    source = '// First.\n/** Of\n * two lines. */\nexport const a = [\n    "http://b",\n];\n'
    script = joined(written(tmp_path, entry=source))
    assert "First" not in script
    assert "two lines" not in script
    assert '\n"http://b",\n' in script


@pytest.mark.parametrize(
    "statement",
    ['import all from "./b.js";', 'import "./b.js";', "export default 1;", "export { a };"],
)
def test_a_form_it_does_not_know_is_named(tmp_path: Path, statement: str) -> None:
    with pytest.raises(CannotJoin, match=re.escape(statement)):
        joined(written(tmp_path, entry=statement, b=""))


def test_modules_that_import_each_other_are_named(tmp_path: Path) -> None:
    one = 'import { b } from "./two.js";\nexport const a = 1;'
    two = 'import { a } from "./one.js";\nexport const b = 2;'
    with pytest.raises(CannotJoin, match=r"one\.js imports itself"):
        joined(written(tmp_path, one=one, two=two))


def test_every_script_of_the_widget_can_be_joined() -> None:
    assert "class AssistantChat" in joined(STATIC / "assistant-chat.js")
    assert "class Session" in joined(STATIC / "chat.js")
