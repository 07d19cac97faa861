"""Owns how a preview looks in the terminal."""

from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from embeddings.decision import Decision
from embeddings.preview import CHANGES, Change, Compared, Preview
from embeddings.settings import DecisionRule

COLOURS: dict[Change, str] = {
    "lost": "red",
    "other answer": "magenta",
    "gained": "green",
    "crossed": "yellow",
    "other choices": "cyan",
    "reworded": "blue",
    "same": "bright_black",
}
MEANINGS: dict[Change, str] = {
    "lost": "was answered, is no longer",
    "other answer": "another entry answers it",
    "gained": "was not answered, is now",
    "crossed": "not answered before or after, but treated in another way",
    "other choices": "other questions to choose from",
    "reworded": "the same entry, with another text",
    "same": "nothing changes",
}
_BAR = 20
_SCALE = 40


def show_preview(console: Console, preview: Preview, rule: DecisionRule, most: int) -> None:
    """The counts as bars, then each changed question with its probabilities on one scale."""
    console.print(_counts(preview))
    changed = [item for item in preview.compared if item.change != "same" or item.is_lost_right]
    for item in changed[:most]:
        console.print(_question(item, rule))
    if len(changed) > most:
        console.print(f"{len(changed) - most} more: see them all with --html FILE or --most N")
    _show_end(console, preview)


def _counts(preview: Preview) -> Table:
    table = Table("change", "questions", "", "meaning", title="What the edits change")
    total = max(1, len(preview.compared))
    for change in CHANGES:
        count = preview.counts[change]
        bar = Text("█" * -(-count * _BAR // total), style=COLOURS[change])
        table.add_row(Text(change, style=COLOURS[change]), str(count), bar, MEANINGS[change])
    return table


def _question(item: Compared, rule: DecisionRule) -> Group:
    head = Text.assemble(
        (f"{item.change}: ", f"bold {COLOURS[item.change]}"),
        item.asked.text,
        (f"  ({item.asked.origin})", "dim"),
        ("  right answer lost" if item.is_lost_right else "", "bold red"),
    )
    lines = [head]
    pairs = (("live ", item.before), ("edits", item.after))
    for name, decision in pairs[1:] if item.change == "reworded" else pairs:
        line = Text(f"  {name} ")
        line.append_text(_scale(decision.confidence, rule, COLOURS[item.change]))
        line.append(f" {decision.confidence:.2f} {said(decision)}")
        lines.append(line)
    return Group(*lines, "")


def _scale(probability: float, rule: DecisionRule, colour: str) -> Text:
    """0 to 1 from left to right; the thresholds stand as bars."""
    scale = Text("·" * (_SCALE + 1), style="dim")
    marks = [(rule.choices, "|"), (rule.answer, "|")]
    for value, mark in [*marks, (rule.answer_high_risk, "|"), (probability, "●")]:
        place = round(value * _SCALE)
        style = colour if mark == "●" else ""
        scale = Text.assemble(scale[:place], (mark, style), scale[place + 1 :])
    return scale


def said(decision: Decision) -> str:
    """What a person would get, in a few words."""
    if decision.notice:
        return f"paused: {decision.notice}"
    if decision.years:
        years = ", ".join(map(str, decision.years))
        return f"asks for the tax year of {decision.entries[0]} ({years})"
    if decision.outcome in ("answered", "choices"):
        return f"{decision.outcome}: {', '.join(decision.entries)}"
    return decision.outcome.replace("_", " ")


def _show_end(console: Console, preview: Preview) -> None:
    if preview.same_content:
        console.print(
            "Both contents are the same. A running assistant publishes what you save at once: to "
            "see the effect of such edits, compare with a commit before them (--since HEAD)."
        )
    known = [item for item in preview.compared if item.right_before is not None]
    before = sum(item.right_before is True for item in known)
    after = sum(item.right_after is True for item in known)
    lost = len(preview.lost_right)
    console.print(
        f"{len(preview.compared)} questions; of {len(known)} with a known right answer, "
        f"{before} are right live and {after} with the edits"
    )
    style, text = ("bold red", f"{lost} right answers lost") if lost else ("green", "none lost")
    console.print(f"[{style}]{escape(text)}[/{style}]")
