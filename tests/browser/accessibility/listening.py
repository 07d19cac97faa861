"""Owns what a screen reader is told: the log of all live regions of the widget, as they change."""

from playwright.sync_api import Page

_LISTEN = """() => {
  const LIVE = "[aria-live], [role=status], [role=alert], [role=log]";
  const root = document.querySelector("assistant-chat").shadowRoot;
  globalThis.heard = [];
  const isTold = (region) => {
    const how = region.getAttribute("aria-live")
      ?? (region.role === "alert" ? "assertive" : "polite");
    return how !== "off" && region.isConnected && region.getClientRects().length > 0;
  };
  new MutationObserver((records) => {
    for (const { addedNodes, type, target } of records) {
      for (const node of type === "childList" ? addedNodes : [target]) {
        const words = node.textContent.trim();
        const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
        const region = element?.closest(LIVE);
        if (words && region && isTold(region)) heard.push(words);
        // One that comes with its words: not every screen reader says them.
        for (const { textContent } of node.querySelectorAll?.(LIVE) ?? []) {
          if (textContent.trim()) heard.push(`too late: ${textContent}`);
        }
      }
    }
  }).observe(root, { childList: true, characterData: true, subtree: true });
}"""
_TAKE = "heard.splice(0)"
SETTLED = 150  # milliseconds in which nothing more was said
MOST_TRIES = 40


class Listener:
    """Hears from now on; a page that was loaded anew is listened to anew."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.evaluate(_LISTEN)

    def take(self, count: int) -> list[str]:
        """What was said since the last time: at least so much, unless it never comes."""
        said: list[str] = []
        for _ in range(MOST_TRIES):
            self._page.wait_for_timeout(SETTLED)
            new = [str(each) for each in self._page.evaluate(_TAKE)]
            said += new
            if not new and len(said) >= count:
                break
        return said
