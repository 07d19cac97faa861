"""The preview: each change has its name, and a right answer lost is told."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.corpus import load_corpus
from embeddings.decision import Decision
from embeddings.index import IndexUnusable, build_index
from embeddings.preview import (
    Preview,
    PreviewImpossible,
    committed_content,
    compare,
    live_content,
    make_preview,
)
from embeddings.preview_questions import Asked
from tests.factories import (
    BALANCE,
    DEDUCTION,
    EXTENSION,
    REFUND,
    TODAY,
    decision,
    example_of,
    retrieval_settings,
    write_knowledge,
)
from tests.fakes import ScriptedRetriever, WordEncoder

MORE_TIME = "How do I get more time to file?"


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        pytest.param(decision("answered", REFUND), decision("unanswered"), "lost", id="lost"),
        pytest.param(
            decision("answered", REFUND), decision("choices", REFUND), "lost", id="only offered"
        ),
        pytest.param(
            decision("choices", REFUND), decision("answered", REFUND), "gained", id="gained"
        ),
        pytest.param(
            decision("answered", REFUND),
            decision("answered", EXTENSION),
            "other answer",
            id="other",
        ),
        pytest.param(
            decision("choices", REFUND), decision("out_of_scope"), "crossed", id="crossed"
        ),
        pytest.param(
            replace(decision("account"), reply="Wait."),
            replace(decision("person"), reply="Wait."),
            "crossed",
            id="another redirect",
        ),
        pytest.param(
            replace(decision("account"), reply="Wait."),
            replace(decision("account"), reply="Wait a day."),
            "reworded",
            id="another reply",
        ),
        pytest.param(
            decision("answered", REFUND, EXTENSION),
            decision("answered", REFUND),
            "other answer",
            id="one of two answers",
        ),
        pytest.param(
            decision("unanswered"),
            replace(decision("unanswered"), notice="New guidance"),
            "crossed",
            id="paused",
        ),
        pytest.param(
            decision("choices", REFUND, EXTENSION),
            decision("choices", EXTENSION, REFUND),
            "other choices",
            id="other choices",
        ),
        pytest.param(
            decision("answered", REFUND, confidence=0.8),
            decision("answered", REFUND, confidence=0.9),
            "same",
            id="same",
        ),
    ],
)
def test_changes_have_names(tmp_path: Path, before: Decision, after: Decision, change: str) -> None:
    live = ScriptedRetriever(write_knowledge(tmp_path / "live"))
    edited = ScriptedRetriever(write_knowledge(tmp_path / "edited"))
    live.decisions, edited.decisions = {"x": before}, {"x": after}
    assert compare(Asked("log", "x"), live, edited).change == change


@pytest.mark.parametrize("given", [[REFUND], [EXTENSION, REFUND]], ids=["one", "of two answers"])
def test_another_text_of_the_same_entry_is_reworded(tmp_path: Path, given: list[str]) -> None:
    live = ScriptedRetriever(write_knowledge(tmp_path / "live"))
    changed = write_knowledge(tmp_path / "edited")
    edit(changed, REFUND, "three weeks", "four weeks")
    edited = ScriptedRetriever(changed)
    live.decisions = edited.decisions = {"x": decision("answered", *given)}
    assert compare(Asked("log", "x"), live, edited).change == "reworded"


def edit(knowledge: Path, entry_id: str, old: str, new: str) -> None:
    path = knowledge / f"{entry_id}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def index(knowledge: Path, tmp_path: Path) -> Path:
    build_index(load_corpus(knowledge), WordEncoder(), tmp_path / "index")
    return tmp_path / "index"


def seen(knowledge: Path, index: Path, encoder: WordEncoder, *asked: Asked) -> Preview:
    live, edited = live_content(index), load_corpus(knowledge)
    return make_preview(live, edited, index, encoder, retrieval_settings(), asked, lambda: TODAY)


def test_an_entry_taken_out_loses_its_right_answer(knowledge: Path, index: Path) -> None:
    known = Asked("held-out", MORE_TIME, entry=EXTENSION, has_entry=True)
    logged = Asked("log", "Where is my refund?")
    untouched = seen(knowledge, index, WordEncoder(), logged, known)
    assert untouched.same_content
    assert untouched.counts == {"same": 2}
    (knowledge / f"{EXTENSION}.md").unlink()
    preview = seen(knowledge, index, WordEncoder(), logged, known)
    assert not preview.same_content
    assert [item.asked for item in preview.lost_right] == [known]
    assert preview.compared[0].is_lost_right


def test_an_edited_redirect_is_a_change_too(knowledge: Path, index: Path) -> None:
    asked = Asked("log", example_of(BALANCE))
    path = knowledge / f"{BALANCE}.yml"
    text = path.read_text(encoding="utf-8").replace("your account", "what you paid")
    path.write_text(text, encoding="utf-8")
    assert seen(knowledge, index, WordEncoder(), asked).counts == {"reworded": 1}
    path.unlink()
    assert seen(knowledge, index, WordEncoder(), asked).counts["same"] == 0


def test_only_what_changed_is_encoded(knowledge: Path, index: Path) -> None:
    edit(knowledge, DEDUCTION, "for a single person", "for one person")
    encoder = WordEncoder()
    seen(knowledge, index, encoder, Asked("log", MORE_TIME), Asked("log", MORE_TIME))
    assert encoder.encoded == 2  # the question once, the answer once


def test_an_index_without_a_copy_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PreviewImpossible, match="embeddings build"):
        live_content(tmp_path)


def test_without_an_index_there_is_no_preview(knowledge: Path, tmp_path: Path) -> None:
    corpus = load_corpus(knowledge)
    with pytest.raises(IndexUnusable):
        make_preview(corpus, corpus, tmp_path / "no", WordEncoder(), retrieval_settings(), [])


def git(folder: Path, *arguments: str) -> None:
    names = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *names, *arguments], check=True, capture_output=True)


def test_edits_can_be_compared_with_a_commit(knowledge: Path) -> None:
    git(knowledge.parent, "init")
    git(knowledge.parent, "add", "knowledge")
    git(knowledge.parent, "commit", "-m", "first", "--no-verify")
    (knowledge / f"{EXTENSION}.md").unlink()
    assert EXTENSION in committed_content("HEAD", knowledge).entries
    with pytest.raises(PreviewImpossible, match="no-such"):
        committed_content("no-such-commit", knowledge)
