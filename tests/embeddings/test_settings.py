"""The numbers of retrieval: complete, in range, in order."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from embeddings.settings import DEFAULT_PATH, load_settings


def test_the_numbers_in_use_are_valid() -> None:
    rule = load_settings().decision
    assert rule.out_of_scope < rule.choices < rule.answer <= rule.answer_high_risk


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        pytest.param("decision", "answer", 1.2, id="no probability"),
        pytest.param("decision", "choices", 0.99, id="wrong order"),
        pytest.param("decision", "most_choices", 9, id="too many choices"),
        pytest.param("confidence", "bias", None, id="missing"),
        pytest.param("search", "surprise", 1, id="unknown"),
    ],
)
def test_a_wrong_number_is_refused(
    tmp_path: Path, section: str, key: str, value: float | None
) -> None:
    raw = yaml.safe_load(DEFAULT_PATH.read_text(encoding="utf-8"))
    raw[section][key] = value
    (tmp_path / "retrieval.yml").write_text(yaml.safe_dump(raw), encoding="utf-8")
    with pytest.raises(ValidationError, match=section):
        load_settings(tmp_path / "retrieval.yml")
