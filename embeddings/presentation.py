"""Owns how the commands print: builds, decisions and fits."""

from pathlib import Path

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from embeddings.decision import Decision
from embeddings.explanation import reasons, thresholds
from embeddings.fitting import Fit
from embeddings.index import BuildReport
from embeddings.retriever import Retriever
from embeddings.settings import DecisionRule, Targets


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


def show_fit(console: Console, found: Fit, targets: Targets, path: Path) -> None:
    """What each threshold gives out of fold."""
    table = Table("answer from", "right", "wrong among given", "answered without an answer here")
    answerable = np.array([case.question.is_answerable for case in found.cases])
    for threshold in sorted({0.5, 0.6, 0.7, 0.8, 0.9, found.fitted.answer}):
        given = found.confidences >= threshold
        right = int((given & found.right).sum())
        table.add_row(
            f"{threshold:.3f}" + (" (chosen)" if threshold == found.fitted.answer else ""),
            f"{right / max(1, answerable.sum()):.1%}",
            f"{1 - right / max(1, given.sum()):.1%}",
            f"{int((given & ~answerable).sum())} of {int((~answerable).sum())}",
        )
    console.print(table)
    fitted = found.fitted
    console.print(
        f"answer from {fitted.answer}, high risk from {fitted.answer_high_risk} "
        f"(targets: {targets.wrong_among_answers:.0%} and "
        f"{targets.wrong_among_high_risk_answers:.0%} wrong); "
        f"expected calibration error {fitted.calibration_error:.3f}; written to {path}",
        soft_wrap=True,
    )
