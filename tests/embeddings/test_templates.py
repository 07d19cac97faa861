"""Templates: what an answer says for a year, and what a template may not do."""

import datetime as dt
from pathlib import Path

import pytest

from embeddings.figures import Figures, load_figures
from embeddings.templates import AnswerTemplate, TemplateFault, YearChoice

TODAY = dt.date(2026, 11, 23)
REST = "label: l, source: [s], source_url: null, confidence: two-source"
FILE = """
tax_year: {year}
figures:
  limit: {{value: {limit}, unit: usd, {rest}}}
  same: {{value: 7.5, unit: percent, {rest}}}
  new: {{value: {new}, unit: usd, {rest}}}
  filing_season: {{value: {{deadline: '{next}-04-15'}}, unit: dates, {rest}}}
"""


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    for year, limit, new in ((2024, 1000, "null"), (2025, 15750, "null"), (2026, 16100, 500)):
        text = FILE.format(year=year, limit=limit, new=new, next=year + 1, rest=REST)
        (tmp_path / f"{year}.yml").write_text(text, encoding="utf-8")
    current = f"tax_year: null\nfigures:\n  phone: {{value: 800-829-1040, unit: phone, {REST}}}\n"
    (tmp_path / "current.yml").write_text(current, encoding="utf-8")
    loaded, faults = load_figures(tmp_path)
    assert faults == []
    return loaded


@pytest.mark.parametrize(
    ("source", "year", "expected"),
    [
        pytest.param('{{ usd("limit") }}', 2024, "$1,000", id="the year asked for"),
        pytest.param('{{ usd("limit") }}', None, "$15,750 (2026: $16,100)", id="both when none"),
        pytest.param('{{ percent("same") }}', None, "7.5%", id="once when they are the same"),
        pytest.param('{{ usd("limit", 2026) }}', None, "$16,100", id="the year of the template"),
        pytest.param('{{ usd("new") }}', None, "$500 (2026)", id="only the new year has it"),
        pytest.param('{{ usd("new") }}', 2024, "an amount not confirmed yet", id="not confirmed"),
        pytest.param('{{ text("phone") }}', 2024, "800-829-1040", id="of no year"),
        pytest.param("{{ tax_year }}", None, "2025", id="returns filed now"),
        pytest.param("{{ season_year }}", None, "2026", id="next deadline"),
        pytest.param("{{ season_year }}", 2024, "2024", id="next deadline, year asked"),
        pytest.param(
            '{{ date("filing_season.deadline", season_year) }}', None, "April 15, 2027", id="date"
        ),
        pytest.param(
            '{% if known("new") %}a{% else %}b{% endif %}', 2025, "b", id="known is false"
        ),
        pytest.param('{% if known("new") %}a{% else %}b{% endif %}', 2026, "a", id="known is true"),
    ],
)
def test_what_it_says(figures: Figures, source: str, year: int | None, expected: str) -> None:
    assert AnswerTemplate(source, figures).render(YearChoice(year, TODAY)) == expected


def test_before_the_deadline_the_season_is_the_filing_year(figures: Figures) -> None:
    template = AnswerTemplate("{{ season_year }}", figures)
    assert template.render(YearChoice(None, dt.date(2026, 4, 15))) == "2025"
    assert template.render(YearChoice(None, dt.date(2026, 4, 16))) == "2026"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("{% for x in [1, 2] %}{% endfor %}", id="loop"),
        pytest.param("{% macro m() %}{% endmacro %}", id="macro"),
        pytest.param("{% include 'x' %}", id="include"),
        pytest.param('{{ usd("limit" }}', id="syntax"),
        pytest.param('{{ usd("nothing") }}', id="unknown figure"),
        pytest.param("{{ limit|upper }}", id="filter"),
    ],
)
def test_what_is_no_template(figures: Figures, source: str) -> None:
    with pytest.raises(TemplateFault):
        AnswerTemplate(source, figures)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("{{ ''.__class__.__mro__ }}", id="python internals"),
        pytest.param("{{ usd.__globals__ }}", id="globals"),
        pytest.param("{{ secret }}", id="unknown name"),
        pytest.param('{{ usd("phone") }}', id="text as an amount"),
        pytest.param('{{ date("limit") }}', id="amount as a date"),
    ],
)
def test_what_cannot_be_rendered(figures: Figures, source: str) -> None:
    with pytest.raises(TemplateFault):
        AnswerTemplate(source, figures).render(YearChoice(2025, TODAY))


def test_it_knows_whether_the_year_matters(figures: Figures) -> None:
    assert AnswerTemplate('{{ usd("limit") }}', figures).is_yearly
    assert not AnswerTemplate('{{ text("phone") }}', figures).is_yearly
    assert not AnswerTemplate("No figures.", figures).is_yearly


@pytest.mark.parametrize(
    ("source", "asked", "shown"),
    [
        pytest.param('{{ usd("limit") }}', None, 2025, id="figures of the filing year"),
        pytest.param('{{ usd("limit") }}', 2024, 2024, id="the year asked for"),
        pytest.param('{{ usd("limit", season_year) }}', None, 2026, id="of the next season"),
        pytest.param("No figures.", None, None, id="no year"),
        pytest.param("No figures.", 2024, 2024, id="no figures, a year asked for"),
    ],
)
def test_the_year_an_answer_is_about(
    figures: Figures, source: str, asked: int | None, shown: int | None
) -> None:
    assert AnswerTemplate(source, figures).year_shown(YearChoice(asked, TODAY)) == shown
