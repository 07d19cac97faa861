"""Owns how the commands print: faults, builds, decisions and evaluation reports."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from embeddings.confidence import Decision
from embeddings.corpus import Corpus
from embeddings.evaluation import Report, Scored, by_topic, worst
from embeddings.faults import Fault
from embeddings.fitting import Fit
from embeddings.index import BuildReport
from embeddings.retriever import Retriever
from embeddings.settings import RetrievalSettings


def show_faults(console: Console, faults: Sequence[Fault], corpus: Corpus, root: Path) -> None:
    for fault in sorted(faults):
        path = fault.path.relative_to(root) if fault.path.is_relative_to(root) else fault.path
        colour = "red" if fault.severity == "error" else "yellow"
        console.print(
            f"{path}:{fault.line}: [{colour}]{fault.severity}[/{colour}] "
            f"{escape(fault.message)} [dim]({fault.check})[/dim]",
            highlight=False,
            soft_wrap=True,
        )
    errors = sum(fault.severity == "error" for fault in faults)
    topics = {entry.topic for entry in corpus.entries.values()}
    console.print(
        f"{len(corpus.entries)} entries in {len(topics)} topics: "
        f"{errors} errors, {len(faults) - errors} warnings"
    )


def show_build(console: Console, report: BuildReport, folder: Path, seconds: float) -> None:
    manifest = report.manifest
    console.print(
        f"{manifest.entries} entries, {manifest.passages} passages in {folder}: "
        f"{report.encoded} encoded, {report.kept} kept, {seconds:.1f} s"
    )


def show_decision(console: Console, retriever: Retriever, decision: Decision) -> None:
    table = Table("entry", "score", "best", "near", "words", "nearest passage")
    for candidate in decision.candidates:
        numbers = (candidate.score, candidate.best, candidate.near, candidate.lexical)
        cells = (f"{number:.3f}" for number in numbers)
        table.add_row(candidate.entry_id, *cells, escape(candidate.passage[:90]))
    console.print(table)
    year = "" if decision.tax_year is None else f", tax year {decision.tax_year}"
    console.print(f"[bold]{decision.outcome}[/bold], probability {decision.confidence:.2f}{year}")
    if decision.outcome == "answered":
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
