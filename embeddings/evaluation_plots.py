"""Owns the plots of an evaluation: SVG that takes the page's colours, light or dark."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from embeddings.calibration import risk_coverage
from embeddings.choice_fit import Booleans
from embeddings.evaluation_document import Plot
from embeddings.ranking import Floats
from embeddings.settings import Bin

WIDTH, HEIGHT = 440, 300
# Told apart by dashes as well as by colour; the page sets --series-1 and so on.
_DASHES = ("", "7 4", "2 3", "10 3 2 3", "1 5", "12 4")
# A curve of thousands of questions is drawn from this many points.
_MOST_POINTS = 200


@dataclass(frozen=True)
class Series:
    """A line: `points` are pairs of x and y, each from 0 to 1 of its axis."""

    name: str
    points: Sequence[tuple[float, float]]
    dots: Sequence[float] = ()  # the radius of a dot at each point; none: a plain line


def reliability_plot(series: Sequence[tuple[str, Sequence[Bin]]]) -> Plot:
    """Confidence against the share right, a dot a bin, larger with more questions."""
    lines = [
        Series(
            name,
            [(each.confidence, each.right) for each in bins],
            [min(10.0, 2 + each.count**0.5 / 3) for each in bins],
        )
        for name, bins in series
    ]
    told = "; ".join(
        f"{name}: " + ", ".join(f"{b.confidence:.2f} → {b.right:.2f}" for b in bins)
        for name, bins in series
    )
    drawn = [_line([(0, 0), (1, 1)], 'class="faint"'), *_drawn(lines)]
    axes = _axes("confidence", "share right", 1.0, 1.0)
    svg = _svg("Reliability", axes, drawn, [line.name for line in lines])
    return Plot(
        "Reliability",
        svg,
        f"Confidence and the share that was right, by bin. {told}. "
        "On the diagonal both are the same.",
    )


def risk_plot(curves: Sequence[tuple[str, Floats, Booleans]], target: float) -> Plot:
    """Wrong among the answers against the share answered, as the threshold falls."""
    sampled = [(name, _sampled(values, right)) for name, values, right in curves]
    top = min(1.0, max([y for _, found in sampled for _, y in found] + [0.1]) * 1.1)
    lines = [Series(name, [(x, y / top) for x, y in found]) for name, found in sampled]
    faint = _line([(0, target / top), (1, target / top)], 'class="faint"')
    axes = _axes("share of questions answered", "wrong among answers", 1.0, top)
    told = "; ".join(f"{name}: {_told(found)}" for name, found in sampled)
    svg = _svg("Risk and coverage", axes, [faint, *_drawn(lines)], [n for n, _ in sampled])
    return Plot(
        "Risk and coverage",
        svg,
        f"Share of wrong ones among the answers as more questions are answered. {told}. "
        f"The faint line is the target, {target:.0%}.",
    )


def _sampled(values: Floats, right: Booleans) -> list[tuple[float, float]]:
    curve = risk_coverage(values, right)
    step = max(1, len(curve) // _MOST_POINTS)
    # The first few say nothing: one wrong among three is a third.
    start = min(len(curve) - 1, max(0, len(curve) // 50)) if curve else 0
    return [(coverage, wrong) for _, coverage, wrong in curve[start::step]]


def _told(found: Sequence[tuple[float, float]]) -> str:
    wanted = (0.25, 0.5, 0.75, 1.0)
    nearest = [min(found, key=lambda p: abs(p[0] - at)) for at in wanted] if found else []
    return ", ".join(f"{wrong:.1%} wrong at {coverage:.0%}" for coverage, wrong in nearest)


def _drawn(lines: Sequence[Series]) -> list[str]:
    drawn = []
    for at, line in enumerate(lines):
        style = f'class="series" stroke="var(--series-{at % 6 + 1})"'
        drawn.append(_line(line.points, f'{style} stroke-dasharray="{_DASHES[at % 6]}"'))
        for (x, y), radius in zip(line.points, line.dots, strict=bool(line.dots)):
            where = f'cx="{x * WIDTH:.1f}" cy="{(1 - y) * HEIGHT:.1f}" r="{radius:.1f}"'
            drawn.append(f'<circle {where} fill="var(--series-{at % 6 + 1})"/>')
    return drawn


def _line(points: Sequence[tuple[float, float]], style: str) -> str:
    places = " ".join(f"{x * WIDTH:.1f},{(1 - y) * HEIGHT:.1f}" for x, y in points)
    return f'<polyline fill="none" points="{places}" {style}/>'


def _axes(across: str, up: str, right: float, top: float) -> list[str]:
    drawn = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="none" class="frame"/>']
    for step in range(6):
        share = step / 5
        x, y = share * WIDTH, (1 - share) * HEIGHT
        drawn.append(
            f'<text x="{x:.0f}" y="{HEIGHT + 16}" class="middle">{share * right:.0%}</text>'
        )
        drawn.append(f'<text x="-6" y="{y + 4:.0f}" class="end">{share * top:.0%}</text>')
    drawn.append(f'<text x="{WIDTH / 2}" y="{HEIGHT + 34}" class="middle">{across}</text>')
    drawn.append(f'<text x="-46" y="-8">{up}</text>')
    return drawn


def _svg(title: str, axes: Sequence[str], drawn: Sequence[str], names: Sequence[str]) -> str:
    legend = []
    for at, name in enumerate(names):
        y = HEIGHT + 56 + at * 18
        style = f'stroke="var(--series-{at % 6 + 1})" stroke-dasharray="{_DASHES[at % 6]}"'
        legend.append(f'<line x1="0" y1="{y}" x2="30" y2="{y}" class="series" {style}/>')
        legend.append(f'<text x="38" y="{y + 4}">{escape(name)}</text>')
    box = f"-50 -24 {WIDTH + 66} {HEIGHT + 70 + 18 * len(names)}"
    body = "".join([f"<title>{escape(title)}</title>", *axes, *drawn, *legend])
    return f'<svg viewBox="{box}" xmlns="http://www.w3.org/2000/svg">{body}</svg>'
