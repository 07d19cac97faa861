"""Owns the preview as one self-contained HTML page."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from embeddings.preview import CHANGES, Compared, Preview
from embeddings.preview_picture import MEANINGS, said
from embeddings.settings import DecisionRule

# The chart's side in units of its view box; probabilities run from 0 to 1 along it.
SIDE = 400


def preview_page(preview: Preview, rule: DecisionRule) -> str:
    """The page as text: no script, no file or font from elsewhere."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    groups = [
        (change, MEANINGS[change], [item for item in preview.compared if item.change == change])
        for change in CHANGES
    ]
    known = [item for item in preview.compared if item.right_before is not None]
    return environment.get_template("preview.html.j2").render(
        groups=groups,
        total=len(preview.compared),
        known=len(known),
        right_before=sum(item.right_before is True for item in known),
        right_after=sum(item.right_after is True for item in known),
        lost=preview.lost_right,
        same_content=preview.same_content,
        thresholds=_thresholds(rule),
        side=SIDE,
        place=_place,
        said=said,
        slug=lambda change: change.replace(" ", "-"),
    )


def _thresholds(rule: DecisionRule) -> list[tuple[str, float]]:
    return [
        ("choices", rule.choices),
        ("answer", rule.answer),
        ("answer, high risk", rule.answer_high_risk),
    ]


def _place(item: Compared) -> tuple[float, float]:
    """Where a question stands in the chart: live to the right, edits upwards."""
    return (
        round(item.before.confidence * SIDE, 1),
        round((1 - item.after.confidence) * SIDE, 1),
    )
