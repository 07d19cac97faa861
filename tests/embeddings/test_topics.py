"""The topics: labels, notices of paused ones, and what is said of a faulty file."""

from pathlib import Path

import pytest

from embeddings.topics import load_topics


def written(folder: Path, text: str) -> Path:
    path = folder / "topics.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_label_alone_and_a_label_with_a_notice(tmp_path: Path) -> None:
    text = 'topics:\n  - filing: Filing\n  - refunds: {label: Refunds, paused: " Soon. "}\n'
    topics, faults = load_topics(written(tmp_path, text))
    assert faults == []
    assert list(topics.labels.items()) == [("filing", "Filing"), ("refunds", "Refunds")]
    assert topics.paused == {"refunds": "Soon"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("topics: 5", "list", id="no list"),
        pytest.param("topics:\n  - a: {paused: Why not}", "label", id="no label"),
        pytest.param("topics:\n  - a: {label: A, pause: x}", "pause", id="misspelled"),
        pytest.param("topics: [", "not a list of topics", id="not YAML"),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    topics, (fault,) = load_topics(written(tmp_path, text))
    assert topics.labels == {}
    assert message in fault.message
