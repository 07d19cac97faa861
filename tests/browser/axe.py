"""Owns the check of a page's accessibility with axe-core."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
_RUN = """async ([within, options]) => {
  const { violations, passes } = await axe.run(within ?? document, options);
  const faults = violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map(({ target }) => JSON.stringify(target)).join(", ")}`);
  return [faults, passes.length];
}"""


@dataclass(frozen=True)
class Checked:
    """Rule and elements of each violation, and of how many rules something passed."""

    faults: list[str]
    passes: int


def checked(page: Page, within: str | None = None) -> Checked:
    """The page as it is now, or the element of a selector, against WCAG 2.2, levels A and AA."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    faults, passes = page.evaluate(_RUN, [within, _OPTIONS])
    return Checked([str(fault) for fault in faults], int(passes))


def faults(page: Page) -> list[str]:
    return checked(page).faults
