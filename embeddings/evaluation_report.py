"""Owns the report of an evaluation: which tables and plots are made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from embeddings.evaluation import (
    ANSWERED_KINDS,
    VERDICTS,
    Report,
    Scored,
    by_topic,
    kind_of,
    worst,
    wrong_share,
)
from embeddings.evaluation_document import Document, Section, Table, counted, percent
from embeddings.evaluation_plots import reliability_plot, risk_plot
from embeddings.evaluation_points import Given, Points, decision_table, points_of
from embeddings.evaluation_timing import Timings, percentile
from embeddings.labelled import REDIRECTED_KINDS
from embeddings.settings import RetrievalSettings

DEPLOYED, OUT_OF_FOLD = "as deployed", "out of fold"


@dataclass(frozen=True)
class Evaluated:
    """A run. `out_of_fold` is None where the questions are none of the fit's."""

    report: Report
    settings: RetrievalSettings
    timings: Timings
    out_of_fold: Points | None
    worst: int = 20

    @property
    def points(self) -> Mapping[str, Points]:
        """The honest ones first."""
        held = {} if self.out_of_fold is None else {OUT_OF_FOLD: self.out_of_fold}
        return {**held, DEPLOYED: points_of(self.report)}


def document_of(run: Evaluated, more: Sequence[Section] = ()) -> Document:
    sections = [
        _summary(run),
        Section("By kind", tables=[_verdicts(run.report), _outcomes(run.report)]),
        Section("By topic", tables=[_topics(run.report)]),
        _calibration(run),
        Section("Time", tables=[_times(run.timings)]),
        *more,
        Section("Worst mistakes", tables=[_worst(worst(run.report, run.worst))]),
    ]
    questions = [question_row(item) for item in run.report.scored]
    return Document("Evaluation of the retriever", sections, numbers_of(run), questions)


def numbers_of(run: Evaluated) -> dict[str, Any]:
    report = run.report
    return {
        "questions": len(report.scored),
        **{f"recall@{k}": report.recall_at(k) for k in (1, 3, 5)},
        "mean_reciprocal_rank": report.mean_reciprocal_rank(),
        "wrong_among_answers": wrong_share(report.given),
        "wrong_among_high_risk_answers": wrong_share(report.given_high_risk),
        "verdicts": {kind: dict(report.verdicts(kind)) for kind in report.kinds},
        "outcomes": {kind: dict(report.outcomes(kind)) for kind in report.kinds},
        "calibration_error": {name: points.error for name, points in run.points.items()},
        "milliseconds": {
            name: {"p50": percentile(times, 50), "p95": percentile(times, 95)}
            for name, times in run.timings.stages.items()
        },
    }


def question_row(item: Scored) -> dict[str, Any]:
    decision = item.decision
    return {
        "id": item.question.id,
        "text": item.question.text,
        "kind": kind_of(item.question),
        "topic": item.question.topic,
        "verdict": item.verdict,
        "outcome": decision.outcome,
        "confidence": round(decision.confidence, 4),
        "entries": list(decision.entries),
        "redirect": decision.redirect,
        "rank": item.rank,
        "candidates": [[c.entry_id, round(c.probability, 4)] for c in decision.candidates],
    }


def _summary(run: Evaluated) -> Section:
    report, fitted = run.report, run.settings.fitted
    origin = fitted.fitted_for
    said = [
        f"{len(report.scored)} questions. The deployed numbers were fitted on "
        f"{origin.questions} questions, for the encoder {origin.encoder}."
    ]
    if run.out_of_fold is not None:
        said.append(
            "Questions of these files were among those of the fit: what is called "
            f"“{DEPLOYED}” was fitted on them and flatters itself. What is called "
            f"“{OUT_OF_FOLD}” has each question judged by numbers fitted without it."
        )
    if report.left_out:
        kinds = ", ".join(f"{count} {kind}" for kind, count in report.left_out.items())
        said.append(f"Left out, for they need the whole assistant: {kinds}.")
    recalls = "   ".join(f"recall@{k} {report.recall_at(k):.3f}" for k in (1, 3, 5))
    said.append(f"{recalls}   MRR {report.mean_reciprocal_rank():.3f}")
    return Section("In short", said, [_ranks(report), _wrong(run)])


def _ranks(report: Report) -> Table:
    rows = [
        [kind, str(len(report.of_kind(kind)))]
        + [f"{report.recall_at(k, kind):.3f}" for k in (1, 3, 5)]
        + [f"{report.mean_reciprocal_rank(kind):.3f}"]
        for kind in report.kinds
        if kind in ANSWERED_KINDS
    ]
    columns = ("kind", "asked", "recall@1", "recall@3", "recall@5", "MRR")
    return Table("Where the right entry stands among those found", columns, rows)


def _wrong(run: Evaluated) -> Table:
    targets = run.settings.targets
    rows = [
        _wrong_row("all files", run.report.given, targets.wrong_among_answers),
        _wrong_row("high risk", run.report.given_high_risk, targets.wrong_among_high_risk_answers),
    ]
    for kind in run.report.kinds:
        items = [item for item in run.report.of_kind(kind) if item.is_given]
        if items:
            rows.append(_wrong_row(kind, items, None))
    columns = ("answers to", "given", "wrong", "wrong share", "target")
    return Table("Wrong among the answers given", columns, rows)


def _wrong_row(name: str, items: Sequence[Scored], target: float | None) -> list[str]:
    wrong = sum(item.verdict == "wrong" for item in items)
    aim = "" if target is None else f"≤ {target:.0%}"
    return [name, str(len(items)), str(wrong), percent(wrong_share(items)), aim]


def _verdicts(report: Report) -> Table:
    rows = []
    for kind in report.kinds:
        counts, total = report.verdicts(kind), len(report.of_kind(kind))
        rows.append([kind, str(total), *(counted(counts[verdict], total) for verdict in VERDICTS)])
    note = (
        "Right is, for a question with an answer, that answer; for a request without one, no "
        "answer; for the rest, the reply meant for them. Missed: a person or a choice without "
        "the right one was offered."
    )
    return Table("Verdicts by kind", ("kind", "asked", *VERDICTS.values()), rows, note)


def _outcomes(report: Report) -> Table:
    names = list(dict.fromkeys(item.decision.outcome for item in report.scored))
    rows = []
    for kind in report.kinds:
        counts, total = report.outcomes(kind), len(report.of_kind(kind))
        false = counted(counts["answered"], total) or "0" if kind in REDIRECTED_KINDS else "–"
        rows.append([kind, *(counted(counts[name], total) for name in names), false])
    return Table("Outcomes by kind", ("kind", *names, "false answers"), rows)


def _topics(report: Report) -> Table:
    rows = [
        [topic, str(counts.total()), *(counted(counts[v], counts.total()) for v in VERDICTS)]
        for topic, counts in by_topic(report).items()
    ]
    return Table("Questions with an answer", ("topic", "asked", *VERDICTS.values()), rows)


def _calibration(run: Evaluated) -> Section:
    targets, rule = run.settings.targets, run.settings.decision
    points = {name: found for name, found in run.points.items() if len(found)}
    said = [
        f"Expected calibration error, {name}: {found.error:.3f} "
        f"(target {targets.calibration_error:.2f}; {run.settings.fitted.calibration_error:.3f} "
        "at the fit), on questions asked alone, without those far from tax."
        for name, found in points.items()
    ]
    bins = [(name, found.bins) for name, found in points.items()]
    stated = run.settings.fitted.reliability
    curves = [(name, found.near.confidences, found.near.right) for name, found in points.items()]
    return Section(
        "How sure it is, and how right",
        said,
        [
            given_table(f"What thresholds give, {name}", decision_table(found, rule, targets))
            for name, found in points.items()
        ],
        [
            reliability_plot([*bins, *([("at the fit", stated)] if stated else [])]),
            risk_plot(curves, targets.wrong_among_answers),
        ],
    )


def given_table(caption: str, rows: Sequence[Given], note: str = "") -> Table:
    """Answers by threshold; choices and redirects are no part of it."""
    cells = [
        [
            row.name,
            str(row.answers),
            *map(percent, (row.right, row.wrong, row.wrong_high, row.outside)),
        ]
        for row in rows
    ]
    columns = (
        "answer", "given", "right, of answerable", "wrong among given", "of high risk",
        "of the rest answered",
    )  # fmt: skip
    return Table(caption, columns, cells, note)


def _times(timings: Timings) -> Table:
    rows = [
        [name, str(len(times)), f"{percentile(times, 50):.1f}", f"{percentile(times, 95):.1f}"]
        for name, times in timings.stages.items()
    ]
    note = "On this machine, one question after the other, with whatever else it was doing."
    return Table("Milliseconds a question", ("stage", "questions", "p50", "p95"), rows, note)


def _worst(items: Sequence[Scored]) -> Table:
    rows = [
        [
            f"{item.question.id}: {' / '.join([*item.question.context, item.question.text])}",
            item.verdict,
            ", ".join(item.question.entries) or f"{kind_of(item.question)} {item.question.topic}",
            "\n".join(f"{c.probability:.2f} {c.entry_id}" for c in item.decision.candidates[:3]),
            f"{item.decision.confidence:.2f}",
        ]
        for item in items
    ]
    columns = ("question", "verdict", "wanted", "likeliest", "confidence")
    note = "Wrong answers first, the most confident of them on top; then what was missed."
    return Table("Worst mistakes", columns, rows, note, texts=4)
