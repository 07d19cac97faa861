"""The numbers of retrieval: complete, in range, in order."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from embeddings.settings import FITTED_PATH, STATED_PATH, load_settings
from tests.factories import fitted_numbers, retrieval_settings


def written(path: Path, numbers: dict[str, Any]) -> Path:
    path.write_text(yaml.safe_dump(numbers), encoding="utf-8")
    return path


def stated() -> dict[str, Any]:
    numbers: dict[str, Any] = yaml.safe_load(STATED_PATH.read_text(encoding="utf-8"))
    return numbers


def test_the_numbers_in_use_are_valid() -> None:
    settings = load_settings()
    rule = settings.decision
    assert rule.choices < rule.answer <= rule.answer_high_risk
    assert (rule.answer, rule.choices) == (settings.fitted.answer, settings.limits.choices)
    assert FITTED_PATH.is_file()


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        pytest.param("search", "passages", 0, id="no passages"),
        pytest.param("search", "candidates", 1, id="too few candidates"),
        pytest.param("search", "surprise", 1, id="unknown"),
        pytest.param("targets", "wrong_among_answers", 4, id="per cent for a share"),
        pytest.param("targets", "out_of_scope_answered", None, id="missing"),
        pytest.param("limits", "redirect", 1.2, id="no probability"),
        pytest.param("limits", "most_choices", 9, id="too many choices"),
        pytest.param("limits", "most_choices", 1, id="no choice"),
    ],
)
def test_a_wrong_stated_number_is_refused(
    tmp_path: Path, section: str, key: str, value: float | None
) -> None:
    numbers = stated()
    numbers[section][key] = value
    with pytest.raises(ValidationError, match=f"{section}.{key}"):
        load_settings(
            written(tmp_path / "s.yml", numbers), written(tmp_path / "f.yml", fitted_numbers())
        )


def _no_probability(fitted: dict[str, Any]) -> None:
    fitted["answer"] = 1.2


def _feature_missing(fitted: dict[str, Any]) -> None:
    del fitted["ranking"]["features"]["terms"]


def _feature_unknown(fitted: dict[str, Any]) -> None:
    fitted["ranking"]["features"]["luck"] = 1


def _no_follow_ups(fitted: dict[str, Any]) -> None:
    del fitted["follow_up"]


def _text_for_a_number(fitted: dict[str, Any]) -> None:
    fitted["confidence"]["bias"] = "high"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        pytest.param(_no_probability, "answer", id="no probability"),
        pytest.param(_feature_missing, "features must be exactly", id="a feature missing"),
        pytest.param(_feature_unknown, "features must be exactly", id="an unknown feature"),
        pytest.param(_no_follow_ups, "follow_up", id="a part missing"),
        pytest.param(_text_for_a_number, "confidence.bias", id="text for a number"),
    ],
)
def test_a_wrong_fitted_number_is_refused(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], None], message: str
) -> None:
    fitted = fitted_numbers()
    spoil(fitted)
    with pytest.raises(ValidationError, match=message):
        load_settings(STATED_PATH, written(tmp_path / "f.yml", fitted))


def test_thresholds_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValidationError, match="choices < answer <= answer_high_risk"):
        _ = retrieval_settings(choices=0.9).decision
