"""Tests of the importer: what Rasa is trained with for ask_tax_question."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.settings import ROOT
from tests.bot.rasa_process import run_in_rasa

ENTRY = "---\nquestion: {question}\nparaphrases: {paraphrases}\n---\nAn answer.\n"
BROKEN = {
    "no front matter": "An answer without a head.\n",
    "not yaml": '---\nquestion: "When?\nparaphrases: []\n---\nText.\n',
    "no question": "---\nparaphrases: [when is it due]\n---\nText.\n",
    "no paraphrases": "---\nquestion: When is it due?\n---\nText.\n",
    "front matter is a list": "---\n- question\n---\nText.\n",
}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """By name: two entries with a text in common, no entries, each broken one, the real ones."""
    root = tmp_path_factory.mktemp("knowledge")
    first = ENTRY.format(question="When is qqq due?", paraphrases='["qqq due", "date of qqq"]')
    second = ENTRY.format(question="How do I pay qqq?", paraphrases='["qqq due", "pay qqq"]')
    _write(root / "two" / "filing" / "due.md", first)
    _write(root / "two" / "paying" / "how.md", second)
    (root / "none").mkdir()
    for name, text in BROKEN.items():
        _write(root / name / "filing" / "broken.md", text)
    folders = {name: str(root / name) for name in ("two", "none", *BROKEN)}
    folders["real"] = str(ROOT / "knowledge")
    by_folder = run_in_rasa("importing", *folders.values())
    return {name: by_folder[folder] for name, folder in folders.items()}


def _texts(found: dict[str, Any], name: str) -> Counter[str]:
    """The texts that come from the folder, all of them examples of ask_tax_question."""
    written = Counter((intent, text) for intent, text in found["none"]["examples"])
    all_of_them = Counter((intent, text) for intent, text in found[name]["examples"])
    added = all_of_them - written
    assert {intent for intent, _ in added} == {"ask_tax_question"}
    return Counter({text: count for (_, text), count in added.items()})


def test_each_question_and_paraphrase_comes_once(found: dict[str, Any]) -> None:
    expected = ["When is qqq due?", "qqq due", "date of qqq", "How do I pay qqq?", "pay qqq"]
    assert _texts(found, "two") == Counter(expected)


def test_examples_of_the_other_intents_stay(found: dict[str, Any]) -> None:
    intents = {intent for intent, _ in found["two"]["examples"]}
    assert intents == {path.stem for path in (ROOT / "bot" / "data" / "nlu").glob("*.yml")}


def test_without_content_only_the_written_examples_are_left(found: dict[str, Any]) -> None:
    assert found["none"]["error"] is None
    assert ["greet", "hello"] in found["none"]["examples"]


def test_the_real_content_comes_in_whole(found: dict[str, Any]) -> None:
    assert found["real"]["error"] is None
    texts = _texts(found, "real")
    assert set(texts.values()) == {1}
    for path in (ROOT / "knowledge").glob("*/*.md"):
        entry = yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1])
        missing = {entry["question"], *entry["paraphrases"]} - set(texts)
        assert not missing, path


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_entry_is_named(found: dict[str, Any], name: str) -> None:
    assert str(Path(name) / "filing" / "broken.md is not an entry") in found[name]["error"]
    assert "python -m embeddings validate" in found[name]["error"]
