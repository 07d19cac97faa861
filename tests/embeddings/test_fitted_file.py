"""The file of fitted numbers: what is written is read again."""

from pathlib import Path

import pytest

from embeddings.fitted_file import write_fitted
from embeddings.settings import STATED_PATH, Fitted, load_settings
from tests.factories import fitted_numbers


@pytest.fixture
def fitted() -> Fitted:
    return Fitted.model_validate(fitted_numbers())


def test_what_is_written_is_read_again(tmp_path: Path, fitted: Fitted) -> None:
    write_fitted(fitted, tmp_path / "fitted.yml")
    assert load_settings(STATED_PATH, tmp_path / "fitted.yml").fitted == fitted


def test_a_new_fit_replaces_the_old(tmp_path: Path, fitted: Fitted) -> None:
    path = tmp_path / "fitted.yml"
    path.write_text("x" * 10_000, encoding="utf-8")
    write_fitted(fitted, path)
    newer = fitted.model_copy(update={"answer": 0.77})
    write_fitted(newer, path)
    assert load_settings(STATED_PATH, path).fitted.answer == 0.77


def test_the_file_says_who_wrote_it(tmp_path: Path, fitted: Fitted) -> None:
    write_fitted(fitted, tmp_path / "fitted.yml")
    first = (tmp_path / "fitted.yml").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#")
    assert "python -m embeddings fit" in first
