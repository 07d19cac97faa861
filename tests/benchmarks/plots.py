"""Owns plots as SVG that takes the page's colours, light or dark."""

import io

from tests.benchmarks.results import Plot

# Stand-ins while drawing: the page's own colours take their places.
_INK = "#010203"
_SERIES = ("#0101a1", "#0101a2", "#0101a3", "#0101a4", "#0101a5", "#0101a6")
_DASHES = ("-", "--", ":", "-.", (0, (8, 2, 2, 2)), (0, (1, 3)))
_MARKERS = "os^Dv*"
_STYLE = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": _INK,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "grid.color": _INK,
    "grid.alpha": 0.2,
}


def draw(plot: Plot) -> str:
    """An SVG document. Lines are told apart by dashes and marks as well as by colour."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(_STYLE):
        figure = Figure(figsize=(6, 3.6), layout="constrained")
        axes = figure.add_subplot()
        for at, line in enumerate(plot.lines):
            kind = at % len(_SERIES)
            axes.plot(
                [x for x, _ in line.points],
                [y for _, y in line.points],
                label=line.name,
                color=_SERIES[kind],
                linestyle=_DASHES[kind],
                marker=_MARKERS[kind],
                markersize=4,
            )
        axes.set(xlabel=plot.x, ylabel=plot.y)
        axes.set_xscale("log" if plot.log_x else "linear")
        axes.set_yscale("log" if plot.log_y else "linear")
        if plot.log_x:
            measured = sorted({x for line in plot.lines for x, _ in line.points})
            axes.set_xticks(measured, [f"{x:,g}" for x in measured])
            axes.minorticks_off()
        if not plot.log_y:
            axes.set_ylim(bottom=0)
        axes.grid(visible=True)
        if len(plot.lines) > 1:
            axes.legend(frameon=False)
        written = io.StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    return _with_colours_of_the_page(written.getvalue())


def _with_colours_of_the_page(svg: str) -> str:
    for at, colour in enumerate(_SERIES, 1):
        svg = svg.replace(colour, f"var(--series-{at})")
    return svg.replace(_INK, "currentColor").replace(
        "font: 10px 'sans-serif'", "font: 10px sans-serif"
    )
