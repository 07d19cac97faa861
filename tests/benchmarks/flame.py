"""Owns a flame graph as SVG: text as text, the function's whole name in a tooltip, no script."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.benchmarks.stacks import Frame, Stack

WIDTH, ROW, LETTER = 1400, 17, 6.4
# Narrower ones than this, in points, are left out with all above them.
NARROWEST = 1.5
_COLOURS = ("#e8a87c", "#d9c27e", "#a8c686", "#7fbfb0", "#8fb4d9", "#b79fd1", "#d99ab5", "#c2b5a3")


@dataclass
class _Node:
    frame: Frame
    samples: int = 0
    below: dict[Frame, "_Node"] = field(default_factory=dict)


def flame_graph(stacks: Sequence[Stack]) -> str:
    """The outermost function on top; as wide as its share of the samples."""
    root = _Node(Frame("all", "all"))
    for stack in stacks:
        node = root
        node.samples += stack.samples
        for frame in stack.frames:
            node = node.below.setdefault(frame, _Node(frame))
            node.samples += stack.samples
    drawn: list[str] = []
    depth = _draw(root, 0.0, 0, WIDTH / (root.samples or 1), root.samples or 1, drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {(depth + 1) * ROW}" '
        f'font-family="ui-monospace, monospace" font-size="10.5">{"".join(drawn)}</svg>'
    )


def _draw(node: _Node, left: float, depth: int, scale: float, total: int, drawn: list[str]) -> int:
    """How deep it goes."""
    width = node.samples * scale
    if width < NARROWEST:
        return depth
    drawn.append(_box(node, left, depth, width, total))
    deepest = depth
    for child in sorted(node.below.values(), key=lambda each: -each.samples):
        deepest = max(deepest, _draw(child, left, depth + 1, scale, total, drawn))
        left += child.samples * scale
    return deepest


def _box(node: _Node, left: float, depth: int, width: float, total: int) -> str:
    name = f"{node.frame.function} ({node.frame.package})"
    fits = int((width - 6) / LETTER)
    shown = name if len(name) <= fits else f"{name[: fits - 1]}…" if fits > 3 else ""
    top = depth * ROW
    # The same in each run and each process.
    colour = _COLOURS[sum(node.frame.package.encode()) % len(_COLOURS)]
    text = f'<text x="{left + 3:.1f}" y="{top + 12}" fill="#111">{escape(shown)}</text>'
    return (
        f"<g><title>{escape(name)}: {node.samples / total:.1%}</title>"
        f'<rect x="{left:.1f}" y="{top}" width="{max(width - 0.5, 0.5):.1f}" height="{ROW - 1}" '
        f'rx="1.5" fill="{colour}"/>{text if shown else ""}</g>'
    )
