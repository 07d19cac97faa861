"""Owns the measure of how far a page's content jumped while it was loaded and used."""

from playwright.sync_api import Page

_SUMMED = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 200);
})"""


def shifts(page: Page) -> float:
    """Summed over what was in sight; up to 0.1 counts as good."""
    return float(page.evaluate(_SUMMED))
