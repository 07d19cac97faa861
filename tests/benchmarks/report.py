"""Owns a run as one self-contained HTML page: no script, no file or font from elsewhere."""

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tests.benchmarks.comparing import changes
from tests.benchmarks.drawings import inline_svg
from tests.benchmarks.figures import shown, shown_percent
from tests.benchmarks.results import Plot, Run
from tests.benchmarks.terminal import is_number


def page(run: Run, earlier: Run | None, draw: Callable[[Plot], str]) -> str:
    """The page as text. `draw` makes an SVG document of a plot."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        shown=shown,
        shown_percent=shown_percent,
        is_number=is_number,
        drawn=lambda plot, prefix: _inlined(draw(plot), prefix),
        picture=_inlined,
    )
    found = changes(run, earlier)
    return environment.get_template("report.html.j2").render(
        run=run,
        earlier=earlier,
        goals=[change for change in found if change.ratio.has_goal],
        others=[change for change in found if not change.ratio.has_goal],
    )


def _inlined(document: str, prefix: str) -> Markup:
    return Markup(inline_svg(document, prefix))  # noqa: S704 (cleaned of all that runs)
