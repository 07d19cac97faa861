"""The plots: valid SVG in the page's colours, told apart without them, and told in words."""

import xml.etree.ElementTree as ET

import numpy as np

from embeddings.evaluation_plots import HEIGHT, WIDTH, reliability_plot, risk_plot
from embeddings.settings import Bin

SVG = "{http://www.w3.org/2000/svg}"
BINS = [
    Bin(low=0.1, count=9, confidence=0.15, right=0.2),
    Bin(low=0.9, count=90, confidence=0.95, right=1.0),
]


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own


def test_a_bin_is_a_dot_where_its_numbers_say() -> None:
    plot = reliability_plot([("now", BINS), ("at the fit <1>", BINS[:1])])
    dots = drawn(plot.svg).findall(f"{SVG}circle")
    assert len(dots) == 3
    assert float(dots[1].attrib["cx"]) == 0.95 * WIDTH
    assert float(dots[1].attrib["cy"]) == 0
    assert float(dots[1].attrib["r"]) > float(dots[0].attrib["r"])
    assert "now: 0.15 → 0.20, 0.95 → 1.00" in plot.alternative


def test_lines_differ_by_dashes_and_follow_the_colours_of_the_page() -> None:
    plot = reliability_plot([("now", BINS), ("at the fit <1>", BINS)])
    lines = [line for line in drawn(plot.svg).iter() if line.attrib.get("class") == "series"]
    assert len({line.attrib["stroke-dasharray"] for line in lines}) == 2
    assert all(line.attrib["stroke"].startswith("var(--series-") for line in lines)
    texts = [element.text for element in drawn(plot.svg).iter(f"{SVG}text")]
    assert {"now", "at the fit <1>"} <= set(texts)


def test_risk_grows_with_what_is_answered() -> None:
    confidences = np.linspace(1, 0, 100)
    plot = risk_plot([("now", confidences, np.arange(100) < 50)], 0.04)
    assert "0.0% wrong at 25%" in plot.alternative
    assert "50.0% wrong at 100%" in plot.alternative
    line = next(
        found
        for found in drawn(plot.svg).iter(f"{SVG}polyline")
        if found.attrib.get("class") == "series"
    )
    heights = [float(point.split(",")[1]) for point in line.attrib["points"].split()]
    assert heights[0] == HEIGHT
    assert heights[-1] < heights[0]


def test_nothing_asked_is_an_empty_plot() -> None:
    none = np.array([])
    assert drawn(risk_plot([("now", none, none.astype(bool))], 0.04).svg) is not None
    assert drawn(reliability_plot([("now", [])]).svg) is not None
