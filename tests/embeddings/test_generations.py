"""Generations: made whole, from what changed alone, and never of faulty content."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.checksums import write_checksums
from embeddings.corpus import load_corpus
from embeddings.generations import ContentFaulty, Generation, Generations
from embeddings.index import IndexUnusable, build_index
from tests.factories import (
    BALANCE,
    DEDUCTION,
    EXTENSION,
    REFUND,
    TODAY,
    example_of,
    retrieval_settings,
)
from tests.fakes import WordEncoder

QUESTION = "How do I get more time to file?"


@pytest.fixture
def index(knowledge: Path, encoder: WordEncoder, tmp_path: Path) -> Path:
    build_index(load_corpus(knowledge), encoder, tmp_path / "index")
    encoder.encoded = 0
    return tmp_path / "index"


def generations(knowledge: Path, index: Path, encoder: WordEncoder) -> Generations:
    return Generations(knowledge, index, encoder, retrieval_settings(), lambda: TODAY)


def edit(knowledge: Path, entry_id: str, old: str, new: str) -> None:
    path = knowledge / f"{entry_id}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def edit_redirect(knowledge: Path, old: str, new: str) -> None:
    path = knowledge / f"{BALANCE}.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def given(generation: Generation) -> str:
    return generation.retriever.answer(EXTENSION, None).markdown


def test_the_first_is_made_without_encoding(
    knowledge: Path, index: Path, encoder: WordEncoder
) -> None:
    first, faults = generations(knowledge, index, encoder).open()
    assert (first.encoded, encoder.encoded, list(faults)) == (0, 0, [])
    assert first.retriever.ask(QUESTION).entries == (EXTENSION,)


def test_an_edit_becomes_a_whole_generation_of_which_only_the_new_is_encoded(
    knowledge: Path, index: Path, encoder: WordEncoder
) -> None:
    source = generations(knowledge, index, encoder)
    first, _ = source.open()
    edit(knowledge, EXTENSION, "six more months", "seven more months")
    second = source.make(source.read(), first.index)
    assert second.encoded == encoder.encoded == 1
    assert "six" in given(first)
    assert "seven" in given(second)
    assert first.corpus.digest != second.corpus.digest


def test_what_no_vector_shows_is_a_change_too(
    knowledge: Path, index: Path, encoder: WordEncoder
) -> None:
    source = generations(knowledge, index, encoder)
    first, _ = source.open()
    edit(knowledge, EXTENSION, "reviewed_on: 2026-11-01", "reviewed_on: 2026-11-02")
    second = source.make(source.read(), first.index)
    assert second.encoded == 0
    assert second.corpus.digest != first.corpus.digest


def test_an_edited_reply_is_given_without_encoding(
    knowledge: Path, index: Path, encoder: WordEncoder
) -> None:
    source = generations(knowledge, index, encoder)
    first, _ = source.open()
    edit_redirect(knowledge, "your account", "what you paid")
    second = source.make(source.read(), first.index)
    assert second.encoded == 0
    assert second.retriever.ask(example_of(BALANCE)).reply == "I cannot see what you paid."


def test_an_edit_leaves_other_answers_as_they_were(
    knowledge: Path, index: Path, encoder: WordEncoder
) -> None:
    source = generations(knowledge, index, encoder)
    first, _ = source.open()
    edit(knowledge, EXTENSION, "six more months", "seven more months")
    second = source.make(source.read(), first.index)
    before, after = (made.retriever.ask("Where is my refund?") for made in (first, second))
    assert after.confidence == pytest.approx(before.confidence, abs=0.02)
    assert (before.entries, after.entries) == ((REFUND,), (REFUND,))


def test_a_stale_index_is_brought_up_to_date_at_the_start(
    knowledge: Path, index: Path, encoder: WordEncoder
) -> None:
    edit(knowledge, EXTENSION, "six more months", "seven more months")
    source = generations(knowledge, index, encoder)
    first, _ = source.open()
    assert (first.encoded, "seven" in given(first)) == (1, True)
    assert source.save(first)
    assert not source.save(first)
    again, _ = generations(knowledge, index, encoder).open()
    assert (again.encoded, "seven" in given(again)) == (0, True)


def _broken(knowledge: Path) -> None:
    edit(knowledge, EXTENSION, "risk: standard", "risk: low")


def _impossible_date(knowledge: Path) -> None:
    edit(knowledge, EXTENSION, "2026-11-01", "2026-13-01")


def _unrenderable(knowledge: Path) -> None:
    edit(knowledge, DEDUCTION, 'usd("standard', 'date("standard')


def _bad_redirect(knowledge: Path) -> None:
    edit_redirect(knowledge, "outcome: account", "outcome: perhaps")


def _unrenderable_reply(knowledge: Path) -> None:
    edit_redirect(knowledge, "your account", "{{ date('standard_deduction.single') }}")


def _no_topics(knowledge: Path) -> None:
    (knowledge / "topics.yml").write_text("topics: none", encoding="utf-8")


def _bad_figures(knowledge: Path) -> None:
    (knowledge / "figures" / "2026.yml").write_text("tax_year: soon", encoding="utf-8")


def _gone(knowledge: Path) -> None:
    knowledge.rename(knowledge.with_name("moved"))


def _empty(knowledge: Path) -> None:
    for path in knowledge.glob("*/*.md"):
        path.unlink()


FAULTY = [
    pytest.param(_broken, "risk", id="entry"),
    pytest.param(_impossible_date, "date", id="date"),
    pytest.param(_unrenderable, "not a date", id="fails only when it is shown"),
    pytest.param(_bad_redirect, "outcome", id="redirect"),
    pytest.param(_unrenderable_reply, "not a date", id="a reply fails only when it is shown"),
    pytest.param(_no_topics, "topics", id="topics"),
    pytest.param(_bad_figures, "figures", id="figures"),
    pytest.param(_gone, "No such file|not there", id="folder gone"),
    pytest.param(_empty, "no entry", id="empty"),
]


@pytest.mark.parametrize(("spoil", "message"), FAULTY)
def test_faulty_content_makes_no_generation(
    knowledge: Path,
    index: Path,
    encoder: WordEncoder,
    spoil: Callable[[Path], None],
    message: str,
) -> None:
    source = generations(knowledge, index, encoder)
    source.open()
    spoil(knowledge)
    with pytest.raises(ContentFaulty, match=message) as raised:
        source.read()
    assert raised.value.faults


@pytest.mark.parametrize(("spoil", "message"), FAULTY)
def test_a_start_with_faulty_content_uses_the_copy_the_index_keeps(
    knowledge: Path,
    index: Path,
    encoder: WordEncoder,
    spoil: Callable[[Path], None],
    message: str,
) -> None:
    spoil(knowledge)
    first, faults = generations(knowledge, index, encoder).open()
    assert faults
    assert "six" in given(first)
    assert set(first.corpus.entries) == {EXTENSION, DEDUCTION, REFUND}


def test_without_a_copy_a_start_with_faulty_content_is_refused(
    knowledge: Path, index: Path, encoder: WordEncoder
) -> None:
    (index / "knowledge" / f"{REFUND}.md").unlink()
    _broken(knowledge)
    with pytest.raises(ContentFaulty, match=r"extension.md.*python -m embeddings validate"):
        generations(knowledge, index, encoder).open()


def _damage(index: Path) -> None:
    (index / "vectors.faiss").write_bytes(b"noise")


def _halve(index: Path) -> None:
    lines = (index / "passages.jsonl").read_text().splitlines()
    (index / "passages.jsonl").write_text("\n".join(lines[:2]))
    write_checksums(index)


def _other_model(index: Path) -> None:
    manifest = json.loads((index / "manifest.json").read_text())
    (index / "manifest.json").write_text(json.dumps({**manifest, "encoder": "another"}))
    write_checksums(index)


def _missing(index: Path) -> None:
    (index / "manifest.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        pytest.param(_damage, "damaged", id="damaged"),
        pytest.param(_halve, "half-built", id="half-built"),
        pytest.param(_other_model, "made with another, not words", id="another model"),
        pytest.param(_missing, "no index", id="missing"),
    ],
)
def test_an_index_that_cannot_be_trusted_is_named(
    knowledge: Path,
    index: Path,
    encoder: WordEncoder,
    spoil: Callable[[Path], None],
    message: str,
) -> None:
    spoil(index)
    with pytest.raises(IndexUnusable, match=message):
        generations(knowledge, index, encoder).open()


@pytest.mark.parametrize("spoil", [_damage, _halve, _missing])
def test_the_index_before_is_used_for_the_content_of_now(
    knowledge: Path, index: Path, encoder: WordEncoder, spoil: Callable[[Path], None]
) -> None:
    edit(knowledge, EXTENSION, "six more months", "seven more months")
    build_index(load_corpus(knowledge), encoder, index)
    encoder.encoded = 0
    spoil(index)
    source = generations(knowledge, index, encoder)
    first, faults = source.open()
    assert (list(faults), encoder.encoded) == ([], 1)
    assert "seven" in given(first)
    assert first.retriever.ask(QUESTION).entries == (EXTENSION,)
    assert first.damage is not None
    assert "python -m embeddings build" in first.damage

    edit(knowledge, EXTENSION, "seven more months", "eight more months")
    second = source.make(source.read(), first.index)
    assert second.damage is None
    assert source.save(second)
    again, _ = generations(knowledge, index, encoder).open()
    assert (again.damage, "eight" in given(again)) == (None, True)


def test_with_a_damaged_index_before_the_newest_is_named(
    knowledge: Path, index: Path, encoder: WordEncoder
) -> None:
    build_index(load_corpus(knowledge), encoder, index)
    _damage(index)
    _damage(index.with_name("index.before"))
    with pytest.raises(IndexUnusable, match=rf"{index} is damaged \(vectors.faiss\)"):
        generations(knowledge, index, encoder).open()
