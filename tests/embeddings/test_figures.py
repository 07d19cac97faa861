"""Figures: the value for a year, what is not confirmed, and files that cannot be used."""

import datetime as dt
from pathlib import Path

import pytest

from embeddings.figures import Figures, UnknownFigure, filing_year, load_figures

FILE = """
tax_year: {year}
figures:
  limit:
    label: A limit
    unit: usd
    value: {value}
    source: [the law]
    source_url: null
    confidence: {confidence}
"""


def written(folder: Path, year: str, value: str, confidence: str = "two-source") -> None:
    stem = "current" if year == "null" else year
    text = FILE.format(year=year, value=value, confidence=confidence)
    (folder / f"{stem}.yml").write_text(text, encoding="utf-8")


def loaded(folder: Path) -> Figures:
    figures, faults = load_figures(folder)
    assert faults == []
    return figures


@pytest.mark.parametrize(
    ("value", "path", "expected"),
    [
        pytest.param("12", "limit", 12, id="a single value"),
        pytest.param("{single: 12, joint: 24}", "limit.joint", 24, id="one of a group"),
        pytest.param("[10, 20]", "limit.1", 20, id="one of a list"),
        pytest.param("{single: {low: 1}}", "limit.single.low", 1, id="nested"),
        pytest.param("null", "limit", None, id="not confirmed"),
        pytest.param("null", "limit.single", None, id="part of one not confirmed"),
    ],
)
def test_the_value_of_a_year(tmp_path: Path, value: str, path: str, expected: object) -> None:
    written(tmp_path, "2025", value)
    written(tmp_path, "2026", "{single: 1, joint: 2}")
    assert loaded(tmp_path).value(path, 2025) == expected


@pytest.mark.parametrize("confidence", ["conflict", "unconfirmed"])
def test_a_doubtful_figure_is_never_shown(tmp_path: Path, confidence: str) -> None:
    written(tmp_path, "2025", "12", confidence)
    assert loaded(tmp_path).value("limit", 2025) is None


def test_a_year_without_the_figure_has_no_value(tmp_path: Path) -> None:
    written(tmp_path, "2025", "12")
    assert loaded(tmp_path).value("limit", 2031) is None


def test_a_current_figure_belongs_to_no_year(tmp_path: Path) -> None:
    written(tmp_path, "null", "12")
    figures = loaded(tmp_path)
    assert not figures.is_yearly("limit")
    assert figures.value("limit", 2025) == figures.value("limit", 2031) == 12


@pytest.mark.parametrize("path", ["nothing", "limit.widow"])
def test_an_unknown_path_is_an_error(tmp_path: Path, path: str) -> None:
    written(tmp_path, "2025", "{single: 12}")
    with pytest.raises(UnknownFigure, match=path):
        loaded(tmp_path).value(path, 2025)


def test_a_group_is_not_a_value(tmp_path: Path) -> None:
    written(tmp_path, "2025", "{single: 12}")
    with pytest.raises(UnknownFigure, match="group"):
        loaded(tmp_path).value("limit", 2025)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        pytest.param("2025.yml", "tax_year: 2024\nfigures: {}", "2024.yml", id="wrong name"),
        pytest.param("2025.yml", "figures: [", "not a figures file", id="not YAML"),
        pytest.param("2025.yml", "tax_year: 2025", "figures", id="no figures"),
        pytest.param(
            "2025.yml", "tax_year: 2025\nfigures: {a: {value: 1}}", "label", id="no source"
        ),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    figures, faults = load_figures(tmp_path)
    assert figures.tax_years == []
    assert [fault.path.name for fault in faults] == [name]
    assert message in faults[0].message


def test_people_file_for_the_year_before() -> None:
    assert filing_year(dt.date(2026, 11, 23)) == 2025
