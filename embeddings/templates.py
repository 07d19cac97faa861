"""Owns the templates of answers: a sandbox that knows figures, tax years and nothing else."""

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Protocol

from jinja2 import StrictUndefined, TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from embeddings.figures import Figures, Scalar, UnknownFigure, filing_year
from embeddings.skeleton import prompts_left

DEADLINE = "filing_season.deadline"
NOT_CONFIRMED = "an amount not confirmed yet"
# A loop could not name anything but figures, yet could run for ever: none is allowed.
_FORBIDDEN: tuple[type[nodes.Node], ...] = (
    nodes.For,
    nodes.Macro,
    nodes.CallBlock,
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
)


class TemplateFault(ValueError):
    """The template cannot be rendered; the message says why, for an editor."""


@dataclass(frozen=True)
class YearChoice:
    """Which tax year an answer is for. `asked` is None when the person named none."""

    asked: int | None
    today: dt.date

    @property
    def filing(self) -> int:
        return filing_year(self.today)

    @property
    def current(self) -> int:
        return self.today.year

    @property
    def main(self) -> int:
        return self.asked if self.asked is not None else self.filing


class AnswerTemplate:
    """A parsed answer. Raises TemplateFault when it is not a template."""

    def __init__(self, source: str, figures: Figures) -> None:
        self._figures = figures
        self._environment = ImmutableSandboxedEnvironment(
            autoescape=False, undefined=StrictUndefined, keep_trailing_newline=False
        )
        self._environment.globals.clear()
        self._environment.filters.clear()
        self._environment.tests.clear()
        for line, prompt in prompts_left(source):
            raise TemplateFault(f"line {line} is not written yet: {prompt}")
        try:
            tree = self._environment.parse(source)
            for node in tree.find_all(_FORBIDDEN):
                raise TemplateFault(f"line {node.lineno}: only figures and if are allowed")
            self._template = self._environment.from_string(source)
        except TemplateError as error:
            raise TemplateFault(f"is not a template: {error}") from error
        self._is_seasonal = "season_year" in meta.find_undeclared_variables(tree)
        self.is_yearly = any(self._depends_on_year(path) for path in _paths(tree))

    @property
    def tax_years(self) -> list[int]:
        """The tax years figures exist for."""
        return self._figures.tax_years

    @functools.cached_property
    def passage(self) -> str:
        """The answer as it is searched: for one fixed year, so that it depends on the content and
        not on today's date. Raises TemplateFault. Kept, for the next generation of the content
        shares nearly all its templates.
        """
        latest = max(self.tax_years, default=0)
        return self.render(YearChoice(latest, dt.date(latest + 1, 1, 1)))

    def year_shown(self, years: YearChoice) -> int | None:
        """The tax year the answer is about; None where none matters and none was asked."""
        if years.asked is not None or not self.is_yearly:
            return years.asked
        return self._formats(years).season_year() if self._is_seasonal else years.filing

    def _formats(self, years: YearChoice) -> "_Formats":
        return _Formats(self._figures, years)

    def _depends_on_year(self, path: str) -> bool:
        try:
            return self._figures.is_yearly(path)
        except UnknownFigure as error:
            raise TemplateFault(f"unknown figure {error}") from error

    def render(self, years: YearChoice) -> str:
        """The answer in Markdown for one tax year. Raises TemplateFault."""
        formats = self._formats(years)
        try:
            return self._template.render(
                usd=formats.usd,
                percent=formats.percent,
                number=formats.number,
                cents=formats.cents,
                date=formats.date,
                text=formats.text,
                known=formats.known,
                tax_year=years.main,
                season_year=formats.season_year(),
                filing_year=years.filing,
                current_year=years.current,
            )
        except UnknownFigure as error:
            raise TemplateFault(f"unknown figure {error}") from error
        except (TemplateError, TypeError, ValueError) as error:
            raise TemplateFault(f"cannot be rendered: {error}") from error


def _paths(tree: nodes.Template) -> list[str]:
    """The figure paths a template names, in order."""
    calls = tree.find_all(nodes.Call)
    first = (call.args[0] for call in calls if call.args)
    return [argument.value for argument in first if isinstance(argument, nodes.Const)]


class _Formats:
    """The functions a template may call; each takes a figure's path and, if need be, a year."""

    def __init__(self, figures: Figures, years: YearChoice) -> None:
        self._figures = figures
        self._years = years

    def usd(self, path: str, year: int | None = None) -> str:
        return self._shown(path, year, lambda value: f"${_grouped(_numeric(value, path))}")

    def percent(self, path: str, year: int | None = None) -> str:
        return self._shown(path, year, lambda value: f"{_plain(value)}%")

    def number(self, path: str, year: int | None = None) -> str:
        return self._shown(path, year, lambda value: _grouped(_numeric(value, path)))

    def cents(self, path: str, year: int | None = None) -> str:
        return self._shown(path, year, lambda value: f"{_plain(value)} cents")

    def date(self, path: str, year: int | None = None) -> str:
        return self._shown(path, year, lambda value: _long_date(value, path))

    def text(self, path: str, year: int | None = None) -> str:
        return self._shown(path, year, lambda value: str(value))

    def known(self, path: str, year: int | None = None) -> bool:
        """Whether the figure is confirmed for the year (by default the answer's own)."""
        wanted = self._years.main if year is None else year
        return self._figures.value(path, wanted) is not None

    def season_year(self) -> int:
        """The year asked for, else the tax year of the next regular filing deadline."""
        if self._years.asked is not None:
            return self._years.asked
        deadline = self._figures.value(DEADLINE, self._years.filing)
        past = deadline is None or self._years.today.isoformat() > str(deadline)
        return self._years.current if past else self._years.filing

    def _shown(self, path: str, year: int | None, form: "_Form") -> str:
        if year is not None or self._years.asked is not None or not self._figures.is_yearly(path):
            value = self._figures.value(path, self._years.main if year is None else year)
            return NOT_CONFIRMED if value is None else form(value)
        main = self._figures.value(path, self._years.filing)
        current = self._figures.value(path, self._years.current)
        if main is None:
            return NOT_CONFIRMED if current is None else f"{form(current)} ({self._years.current})"
        if current is None or current == main:
            return form(main)
        return f"{form(main)} ({self._years.current}: {form(current)})"


class _Form(Protocol):
    """Typing aid: a function from a scalar to its text."""

    def __call__(self, value: Scalar) -> str: ...


def _numeric(value: Scalar, path: str) -> float:
    if isinstance(value, int | float):
        return value
    raise ValueError(f'{path} is the text "{value}", use text()')


def _grouped(value: float) -> str:
    return f"{value:,.2f}" if value != int(value) else f"{int(value):,}"


def _plain(value: Scalar) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _long_date(value: Scalar, path: str) -> str:
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f'{path} is "{value}", not a date: use text()') from None
    return f"{day:%B} {day.day}, {day.year}"
