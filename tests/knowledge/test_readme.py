"""The editors' guide says what is so: its example, its templates, its commands, its keys."""

import datetime as dt
import re
from pathlib import Path

import pytest
from typer.main import get_command

from embeddings.__main__ import app
from embeddings.corpus import Corpus, load_corpus
from embeddings.front_matter import FrontMatter
from embeddings.templates import AnswerTemplate, YearChoice
from server.settings import ROOT

KNOWLEDGE = ROOT / "knowledge"
GUIDE = (KNOWLEDGE / "README.md").read_text(encoding="utf-8")
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def content() -> Corpus:
    return load_corpus(KNOWLEDGE)


def test_the_example_entry_is_sound(content: Corpus, tmp_path: Path) -> None:
    example = re.search(r"```markdown\n(.*?)```", GUIDE, re.DOTALL)
    assert example is not None
    (tmp_path / "topics.yml").write_text("topics: [{how-to-file: Filing}]", encoding="utf-8")
    (tmp_path / "how-to-file").mkdir()
    (tmp_path / "how-to-file" / "more.md").write_text(example[1], encoding="utf-8")
    (tmp_path / "figures").symlink_to(KNOWLEDGE / "figures")
    corpus = load_corpus(tmp_path)
    assert corpus.faults == ()
    answer = corpus.entries["how-to-file/more"].answer.render(YearChoice(2025, TODAY))
    assert "October 15, 2026" in answer


def test_every_template_gives_what_the_guide_says(content: Corpus) -> None:
    rows = re.findall(r"^\| `(\{\{.*?\}\})` \| (.*?) \|$", GUIDE, re.MULTILINE)
    assert len(rows) >= 8
    for template, shown in rows:
        text = AnswerTemplate(template, content.figures).render(YearChoice(2025, TODAY))
        assert text == shown or "the " in shown


def test_every_command_exists() -> None:
    named = set(re.findall(r"python -m embeddings (\w+)", GUIDE))
    commands = get_command(app)
    assert named <= set(getattr(commands, "commands", {}))
    assert named >= {"new", "validate", "search", "preview", "build"}


def test_every_key_is_explained() -> None:
    explained = set(re.findall(r"^\| `(\w+)` \|", GUIDE, re.MULTILINE))
    assert set(FrontMatter.model_fields) <= explained


def test_every_file_named_exists() -> None:
    for name in re.findall(r"^\| `([\w/]+\.yml)`", GUIDE, re.MULTILINE):
        assert (KNOWLEDGE / name).is_file()
    assert (KNOWLEDGE / "how-to-file" / "extension.md").is_file()
