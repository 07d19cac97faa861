"""Owns the check of a page's accessibility with axe-core."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


@dataclass(frozen=True)
class Checked:
    """Rule and elements of each violation, and of how many rules something passed."""

    faults: list[str]
    passes: int


def checked(page: Page) -> Checked:
    """The page as it is now, against WCAG 2.2, levels A and AA."""
    found = Axe().run(page, options=_OPTIONS).response
    faults = [
        f"{each['id']}: {', '.join(str(node['target']) for node in each['nodes'])}"
        for each in found["violations"]
    ]
    return Checked(faults, len(found["passes"]))


def faults(page: Page) -> list[str]:
    return checked(page).faults
