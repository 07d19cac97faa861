"""Owns how the commands print: builds, decisions and evaluation reports."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from embeddings.decision import Decision
from embeddings.evaluation import Report, Scored, by_topic, worst
from embeddings.explanation import reasons, thresholds
from embeddings.fitting import Fit
from embeddings.index import BuildReport
from embeddings.retriever import Retriever
from embeddings.settings import DecisionRule, RetrievalSettings


def show_build(console: Console, report: BuildReport, folder: Path, seconds: float) -> None:
    manifest = report.manifest
    console.print(
        f"{manifest.entries} entries, {manifest.passages} passages in {folder}: "
        f"{report.encoded} encoded, {report.kept} kept, {seconds:.1f} s"
    )


def show_decision(
    console: Console, retriever: Retriever, text: str, decision: Decision, rule: DecisionRule
) -> None:
    """What a question would get, and why."""
    console.print(_candidates(retriever, text, decision))
    best = decision.candidates[0] if decision.candidates else None
    entry = retriever.corpus.entries[best.entry_id] if best else None
    console.print(f"[bold]{decision.outcome}[/bold], probability {decision.confidence:.2f}")
    for threshold in thresholds(decision, rule, entry):
        side = "over" if threshold.distance >= 0 else "under"
        console.print(
            f"  {threshold.name} from {threshold.limit:.2f}: {abs(threshold.distance):.2f} {side}",
            highlight=False,
        )
    asked = "none named, or several" if decision.tax_year is None else str(decision.tax_year)
    console.print(f"  tax year: {asked}", highlight=False)
    if decision.notice is not None:
        console.print(f"  paused: {escape(decision.notice)}", highlight=False)
    if decision.years:
        console.print(f"  asks which tax year: {', '.join(map(str, decision.years))}")
    if decision.outcome == "answered":
        _show_answer(console, retriever, decision)


def _candidates(retriever: Retriever, text: str, decision: Decision) -> Table:
    table = Table("entry", "score", "why")
    table.columns[0].no_wrap = True
    for reason in reasons(retriever, text, decision):
        found = reason.candidate
        lines = [
            f"nearest: {found.passage[:90]}",
            f"shared words: {', '.join(reason.shared) or 'none'}",
            f"best {found.best:.3f}, near {found.near:.3f}, words {found.lexical:.3f}",
        ]
        if reason.missing:
            lines.insert(2, f"not in it: {', '.join(reason.missing)}")
        if not reason.holds:
            lines.append(f"does not hold for {decision.tax_year}")
        table.add_row(found.entry_id, f"{found.score:.3f}", escape("\n".join(lines)))
    return table


def _show_answer(console: Console, retriever: Retriever, decision: Decision) -> None:
    answer = retriever.answer(decision.entries[0], decision.tax_year)
    console.print(f"\n[bold]{escape(answer.entry.question)}[/bold]")
    console.print(escape(answer.markdown), highlight=False)
    for source in answer.entry.sources:
        console.print(f"[dim]{escape(source.title)}: {source.url}[/dim]", highlight=False)


def show_report(
    console: Console, report: Report, settings: RetrievalSettings, worst_count: int
) -> None:
    console.print(_by_kind(report))
    console.print(_by_topic(report))
    console.print(
        f"recall@1 {report.recall_at(1):.3f}   recall@5 {report.recall_at(5):.3f}   "
        f"MRR {report.mean_reciprocal_rank:.3f}   "
        f"wrong among answers given {report.wrong_among_answers:.3f}"
    )
    console.print(f"rule: {settings.confidence!r} {settings.decision!r}", soft_wrap=True)
    _show_worst(console, worst(report, worst_count))


def show_fit(console: Console, fitted: Fit) -> None:
    """The numbers to paste, and what each threshold gives out of fold."""
    console.print("confidence:")
    for name, value in fitted.numbers.model_dump().items():
        console.print(f"  {name}: {value}", highlight=False)
    table = Table("answer from", "right", "wrong", "wrong among given", "false answers")
    rows = list(zip(fitted.probabilities, fitted.right, fitted.answerable, strict=True))
    asked = sum(fitted.answerable)
    for threshold in (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9):
        given = [row for row in rows if row[0] >= threshold]
        right = sum(row[1] for row in given)
        wrong = sum(row[2] and not row[1] for row in given)
        false = sum(not row[2] for row in given)
        table.add_row(
            f"{threshold:.2f}",
            f"{right / asked:.1%}",
            f"{wrong / asked:.1%}",
            f"{(wrong + false) / max(1, len(given)):.1%}",
            f"{false} of {len(rows) - asked}",
        )
    console.print(table)


def _by_kind(report: Report) -> Table:
    table = Table("kind", "asked", "right", "among choices", "missed", "wrong", title="By kind")
    for kind in dict.fromkeys(item.question.kind for item in report.scored):
        counts = report.verdicts(kind)
        total = sum(counts.values())
        cells = (counts[v] for v in ("right", "right_in_choices", "missed", "wrong"))
        table.add_row(kind, str(total), *(f"{n} ({n / total:.1%})" for n in cells))
    return table


def _by_topic(report: Report) -> Table:
    table = Table("topic", "right", "among choices", "missed", "wrong", title="Answerable by topic")
    for topic, counts in by_topic(report).items():
        cells = (counts[v] for v in ("right", "right_in_choices", "missed", "wrong"))
        table.add_row(topic, *(str(n) if n else "" for n in cells))
    return table


def _show_worst(console: Console, items: Sequence[Scored]) -> None:
    table = Table("verdict", "p", "question", "top candidates", title="Worst")
    for item in items:
        top = "\n".join(f"{c.entry_id} {c.score:.2f}" for c in item.decision.candidates[:3])
        text = escape(f"{item.question.id}: {item.question.text[:110]}")
        table.add_row(item.verdict, f"{item.decision.confidence:.2f}", text, top)
    console.print(table)
