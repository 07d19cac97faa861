"""Tests of the layout: import directions, sizes, names shared by the parts, paths in the README."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.settings import ROOT
from tests.factories import bot_domain

OURS = {"bot", "actions", "embeddings", "server", "tests"}
MAY_IMPORT: dict[str, set[str]] = {
    "bot": set(),
    "embeddings": set(),
    "actions": {"embeddings"},
    "server": {"actions", "embeddings"},
}
# Packages that only these files or folders import.
KEPT_TO = {
    "rasa": ["bot/"],
    "sanic": ["bot/"],
    "faiss": ["embeddings/nearest.py"],
    "sentence_transformers": ["embeddings/encoder.py"],
    "onnx": ["embeddings/export.py"],
    "onnxruntime": ["embeddings/exported.py"],
    "torch": ["embeddings/export.py"],
    "rasa_sdk": ["actions/", "server/webhook/"],
}
MOST_LINES, MOST_FUNCTION_LINES = 300, 60
BANNED_NAMES = {"utils", "util", "helpers", "common", "manager", "misc"}
_UTTER = re.compile(r"\"(utter_[a-z_]+(?:\{\w+\})?)\"")
# Paths in backquotes or links; a <part>, a * or a space marks an example.
_README_PATH = re.compile(
    r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:yml|md|toml|txt))`|(?:\]\(|src=\")([\w./-]+)[)\"]"
)


def sources(*folders: str) -> list[Path]:
    """Python files of the folders, by path relative to the project."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    assert found
    return sorted(path.relative_to(ROOT) for path in found if "__pycache__" not in path.parts)


def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def imports_of(path: Path) -> set[str]:
    """The modules a file imports, in full, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative path"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_lies_before_it(package: str) -> None:
    allowed = MAY_IMPORT[package] | {package}
    wrong = [
        f"{path} imports {module}"
        for path in sources(package)
        for module in imports_of(path)
        if module.partition(".")[0] in OURS - allowed
    ]
    assert wrong == []


@pytest.mark.parametrize("library", sorted(KEPT_TO))
def test_a_library_is_imported_only_where_it_belongs(library: str) -> None:
    wrong = [
        str(path)
        for path in sources(*MAY_IMPORT)
        if any(module.partition(".")[0] == library for module in imports_of(path))
        and not path.as_posix().startswith(tuple(KEPT_TO[library]))
    ]
    assert wrong == []


def test_a_feature_of_the_server_leaves_the_repositories_of_others_alone() -> None:
    wrong = [
        f"{path} imports {module}"
        for path in sources("server")
        for module in imports_of(path)
        if module.endswith(".repository") and module.split(".")[:-1] != list(path.parent.parts)
    ]
    assert wrong == []


def test_files_are_at_most_300_lines() -> None:
    scripts = [path.relative_to(ROOT) for path in (ROOT / "server/widget").rglob("*.js")]
    assert scripts
    lengths = {
        str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in [*sources(*MAY_IMPORT, "tests"), *scripts]
    }
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def functions() -> Iterator[tuple[str, int]]:
    for path in sources(*MAY_IMPORT):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                last = node.end_lineno or node.lineno
                yield f"{path}:{node.lineno} {node.name}", last - node.lineno + 1


def test_functions_are_at_most_60_lines() -> None:
    generated = "server/migrations/versions/"
    too_long = {
        name: lines
        for name, lines in functions()
        if lines > MOST_FUNCTION_LINES and not name.startswith(generated)
    }
    assert too_long == {}


def test_a_file_is_named_after_what_it_holds() -> None:
    named = sources(*MAY_IMPORT, "tests")
    assert [str(path) for path in named if path.stem in BANNED_NAMES] == []


def test_each_module_opens_with_what_it_owns() -> None:
    silent = [
        str(path)
        for path in sources(*MAY_IMPORT)
        if (ROOT / path).stat().st_size and not ast.get_docstring(tree_of(path))
    ]
    assert silent == []


def test_every_test_file_has_a_source_beside_it_in_name() -> None:
    """`tests/server/tickets/test_service.py` tests `server/tickets/service.py`."""
    whole = {
        "test_access.py",
        "test_strangers.py",
        "test_layout.py",
        "test_api.py",
        "test_bad_input.py",
        "test_counts.py",
        "test_hostile_text.py",
    }
    elsewhere = {
        "assistant",
        "benchmarks",
        "bot",
        "browser",
        "conversations",
        "evaluation",
        "faults",
        "fuzz",
        "knowledge",
        "privacy",
        "runner",
        "security",
        "services",
    }
    orphans = [
        str(path)
        for path in sources("tests")
        if path.name.startswith("test_")
        and path.name not in whole
        and path.parts[1] not in elsewhere
        and not (ROOT / source_of(path)).exists()
    ]
    assert orphans == []


def source_of(test: Path) -> Path:
    folder, name = Path(*test.parts[1:-1]), test.name.removeprefix("test_")
    return folder / ("__main__.py" if name == "main.py" else name)


def test_every_response_that_is_used_is_written() -> None:
    used: set[str] = set()
    for path in sources("actions", "server"):
        used.update(_UTTER.findall((ROOT / path).read_text(encoding="utf-8")))
    written = set(bot_domain()["responses"])
    patterns = [re.sub(r"\{\w+\}", r"\\w+", name) for name in used]
    missing = [p for p in patterns if not any(re.fullmatch(p, name) for name in written)]
    assert used
    assert missing == []


def test_every_response_and_action_in_the_rules_exists() -> None:
    text = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "data").rglob("*.yml")
    )
    named = set(re.findall(r"- action: (\w+)", text))
    domain = bot_domain()
    own = set(domain["actions"]) | set(domain["responses"]) | set(domain["forms"])
    rasas = {"action_listen", "action_deactivate_loop", "action_restart"}
    assert named - own - rasas == set()


def test_the_form_asks_for_every_slot() -> None:
    domain = bot_domain()
    for slot in domain["forms"]["ticket_form"]["required_slots"]:
        asked = f"ask_ticket_form_{slot}"
        assert f"utter_{asked}" in domain["responses"] or f"action_{asked}" in domain["actions"]
        assert slot in domain["slots"]


def test_the_top_folders_are_those_of_the_design() -> None:
    found = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "."}
    assert found - {"var"} == {*OURS, "knowledge"}


def test_paths_in_the_readme_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = {first or second for first, second in _README_PATH.findall(text)}
    assert named
    built = ("var/", "/")
    missing = [path for path in named if not path.startswith(built) and not (ROOT / path).exists()]
    assert missing == []
