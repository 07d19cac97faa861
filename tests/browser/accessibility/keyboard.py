"""Owns a task done with keys alone: its steps as data, and the hands that press them."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

MOST_TABS = 60
# The first line of the name of the element with the focus.
_FOCUSED = """() => {
  let each = document.activeElement;
  while (each?.shadowRoot?.activeElement) each = each.shadowRoot.activeElement;
  if (each === document.body) return "";
  const words = each.ariaLabel ?? each.labels?.[0]?.innerText ?? each.innerText ?? "";
  return words.trim().split("\\n")[0];
}"""


@dataclass(frozen=True)
class Step:
    """Move to a control, type, press keys; then something new is seen, or has the focus.

    `to` is the name of the control, reached with Tab, or where it starts with "<" with Shift+Tab.
    """

    does: str
    to: str = ""
    typed: str = ""
    keys: tuple[str, ...] = ()
    sees: str = ""
    focus: str = ""


@dataclass
class Hands:
    """Nothing but keys; `pressed` is what it took, one row a step."""

    page: Page
    pressed: list[list[str]] = field(default_factory=list)

    @property
    def focused(self) -> str:
        return str(self.page.evaluate(_FOCUSED))

    def do(self, step: Step) -> None:
        seen = self.page.get_by_text(step.sees).locator("visible=true")
        before = seen.count() if step.sees else 0
        keys = self._move(step.to)
        if step.typed:
            self.page.keyboard.type(step.typed)
            keys.append(f"type “{step.typed}”")
        for key in step.keys:
            self.page.keyboard.press(key)
            keys.append(key)
        self.pressed.append([step.does, ", ".join(keys)])
        if step.sees:
            expect(seen.nth(before), step.does).to_be_visible()
        if step.focus:
            self._wait_for_focus(step)

    def _move(self, to: str) -> list[str]:
        key = "Shift+Tab" if to.startswith("<") else "Tab"
        name = to.removeprefix("<")
        for count in range(MOST_TABS):
            if not name or self.focused == name:
                return [f"{key} × {count}"] if count else []
            self.page.keyboard.press(key)
        raise AssertionError(f"{name} is not reached with {key}; focus: {self.focused}")

    def _wait_for_focus(self, step: Step) -> None:
        for _ in range(50):
            if self.focused == step.focus:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{step.does}: the focus is on {self.focused}")
