"""Tests of the importer: what Rasa is trained with for ask_tax_question."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.settings import ROOT
from tests.bot.rasa_process import run_in_rasa

REDIRECT = "about: X\noutcome: {outcome}\nreply: A reply.\nexamples: {examples}\n"
ENTRY = "---\nquestion: {question}\nparaphrases: {paraphrases}\n---\nAn answer.\n"
ASK = "ask_tax_question"
BROKEN = {
    "no front matter": "An answer without a head.\n",
    "not yaml": '---\nquestion: "When?\nparaphrases: []\n---\nText.\n',
    "no question": "---\nparaphrases: [when is it due]\n---\nText.\n",
    "no paraphrases": "---\nquestion: When is it due?\n---\nText.\n",
    "front matter is a list": "---\n- question\n---\nText.\n",
}
BROKEN_REDIRECTS = {
    "no outcome": "about: X\nexamples: [qqq]\n",
    "no examples": "about: X\noutcome: account\n",
    "a list": "- about\n",
}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """By name: entries that share a text, redirects, nothing, each broken file, the real ones."""
    root = tmp_path_factory.mktemp("knowledge")
    first = ENTRY.format(question="When is qqq due?", paraphrases='["qqq due", "date of qqq"]')
    second = ENTRY.format(question="How do I pay qqq?", paraphrases='["qqq due", "pay qqq"]')
    _write(root / "two" / "filing" / "due.md", first)
    _write(root / "two" / "paying" / "how.md", second)
    (root / "none").mkdir()
    many = [f"qqq number {number}" for number in range(100)]
    _write(root / "many" / "filing" / "due.md", ENTRY.format(question="Qqq?", paraphrases=many))
    for outcome in ("out_of_scope", "account", "urgent", "person", "small_talk"):
        examples = [f"{outcome} qqq", "hello", *(f"{outcome} {text}" for text in many)]
        text = REDIRECT.format(outcome=outcome, examples=examples)
        _write(root / "redirects" / "redirects" / f"{outcome}.yml", text)
    for name, text in BROKEN_REDIRECTS.items():
        _write(root / name / "redirects" / "broken.yml", text)
    for name, text in BROKEN.items():
        _write(root / name / "filing" / "broken.md", text)
    names = ("two", "many", "redirects", "none", *BROKEN, *BROKEN_REDIRECTS)
    folders = {name: str(root / name) for name in names}
    folders["real"] = str(ROOT / "knowledge")
    by_folder = run_in_rasa("importing", *folders.values())
    return {name: by_folder[folder] for name, folder in folders.items()}


def _added(found: dict[str, Any], name: str) -> Counter[tuple[str, str]]:
    """Pairs of intent and text that come from the folder."""
    written = Counter((intent, text) for intent, text in found["none"]["examples"])
    return Counter((intent, text) for intent, text in found[name]["examples"]) - written


def _texts(found: dict[str, Any], name: str) -> Counter[str]:
    """The texts that come from the folder as examples of ask_tax_question."""
    added = _added(found, name).items()
    return Counter({text: count for (intent, text), count in added if intent == ASK})


def test_each_question_and_paraphrase_comes_once(found: dict[str, Any]) -> None:
    expected = ["When is qqq due?", "qqq due", "date of qqq", "How do I pay qqq?", "pay qqq"]
    assert _added(found, "two") == Counter((ASK, text) for text in expected)


def test_of_many_paraphrases_some_come_from_the_whole_list(found: dict[str, Any]) -> None:
    texts = sorted(_texts(found, "many"))
    assert len(texts) == 1 + 12
    assert "Qqq?" in texts
    assert any(text > "qqq number 8" for text in texts)


@pytest.mark.parametrize(
    ("outcome", "intent"),
    [
        ("out_of_scope", "ask_tax_question"),
        ("account", "ask_tax_question"),
        ("urgent", "ask_tax_question"),
        ("person", "talk_to_human"),
    ],
)
def test_redirects_have_the_intent_that_leads_to_them(
    found: dict[str, Any], outcome: str, intent: str
) -> None:
    added = _added(found, "redirects")
    mine = [pair for pair in added.elements() if pair[1].startswith(outcome)]
    assert {name for name, _ in mine} == {intent}
    assert (intent, f"{outcome} qqq") in mine
    assert len(mine) == len(set(mine)) == 25


def test_small_talk_and_what_is_written_already_are_left_out(found: dict[str, Any]) -> None:
    texts = {text for _, text in _added(found, "redirects")}
    assert not [text for text in texts if text.startswith("small_talk")]
    assert "hello" not in texts


def test_examples_of_the_other_intents_stay(found: dict[str, Any]) -> None:
    intents = {intent for intent, _ in found["two"]["examples"]}
    assert intents == {path.stem for path in (ROOT / "bot" / "data" / "nlu").glob("*.yml")}


def test_without_content_only_the_written_examples_are_left(found: dict[str, Any]) -> None:
    assert found["none"]["error"] is None
    assert ["greet", "hello"] in found["none"]["examples"]


def test_every_real_entry_and_wish_for_a_person_comes_in(found: dict[str, Any]) -> None:
    assert found["real"]["error"] is None
    texts = _texts(found, "real")
    assert set(texts.values()) == {1}
    for path in (ROOT / "knowledge").glob("*/*.md"):
        entry = yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1])
        assert entry["question"] in texts
        assert len(set(entry["paraphrases"]) & set(texts)) >= min(8, len(entry["paraphrases"])), (
            path
        )
    assert "talk_to_human" in {intent for intent, _ in _added(found, "real")}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_entry_is_named(found: dict[str, Any], name: str) -> None:
    assert str(Path(name) / "filing" / "broken.md is not an entry") in found[name]["error"]
    assert "python -m embeddings validate" in found[name]["error"]


@pytest.mark.parametrize("name", BROKEN_REDIRECTS)
def test_a_broken_redirect_is_named(found: dict[str, Any], name: str) -> None:
    assert str(Path(name) / "redirects" / "broken.yml is not a redirect") in found[name]["error"]
