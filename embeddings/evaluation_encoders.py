"""Owns the comparison of encoders: each with an index and fitted numbers of its own."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.corpus import Corpus
from embeddings.encoder import Encoder, RememberedEncoder
from embeddings.evaluation import Report, evaluate
from embeddings.evaluation_document import Section, Table, percent
from embeddings.evaluation_plots import risk_plot
from embeddings.evaluation_points import Given, Points, given_by_rule, points_out_of_fold
from embeddings.evaluation_timing import RememberingRetriever, TimedEncoder, measure, percentile
from embeddings.fitting import fit
from embeddings.index import make_index
from embeddings.labelled import Question
from embeddings.settings import RetrievalSettings


@dataclass(frozen=True)
class EncoderRun:
    """One encoder. `seconds` is what the index took; `encode` milliseconds a question (p50)."""

    name: str
    dimension: int
    seconds: float
    encode: float
    report: Report
    points: Points
    given: Given


def run_encoder(
    encoder: Encoder,
    corpus: Corpus,
    settings: RetrievalSettings,
    asked: Sequence[Question],
    fitted_on: Sequence[Question],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> EncoderRun:
    """Builds an index in memory and fits all numbers anew. Raises ValueError where there are too
    few questions to fit on.
    """
    timed = TimedEncoder(encoder)
    started = time.perf_counter()
    index, _ = make_index(corpus, encoder.name, encoder.encode, progress=progress)
    seconds = time.perf_counter() - started
    cold = RememberingRetriever(corpus, index, timed, settings)
    timings = measure(cold, timed, [question.text for question in asked])
    texts = [text for q in (*asked, *fitted_on) for text in (*q.context, q.text)]
    remembered = RememberedEncoder(encoder, texts)
    retriever = RememberingRetriever(corpus, index, remembered, settings)
    found = fit(retriever, fitted_on, settings.targets)
    refitted = settings.model_copy(update={"fitted": found.fitted})
    report = evaluate(RememberingRetriever(corpus, index, remembered, refitted), asked)
    points = points_out_of_fold(found, asked)
    return EncoderRun(
        encoder.name,
        int(np.asarray(index.vectors).shape[1]),
        seconds,
        percentile(timings.encode, 50),
        report,
        points,
        given_by_rule(points, refitted.decision, encoder.name),
    )


def encoder_section(runs: Sequence[EncoderRun], settings: RetrievalSettings) -> Section:
    rows = [
        [
            run.name,
            str(run.dimension),
            f"{run.seconds:.0f}",
            f"{run.encode:.1f}",
            f"{run.report.recall_at(1):.3f}",
            f"{run.report.recall_at(5):.3f}",
            f"{run.report.mean_reciprocal_rank():.3f}",
            f"{run.points.error:.3f}",
            *map(percent, (run.given.right, run.given.wrong, run.given.outside)),
        ]
        for run in runs
    ]
    columns = (
        "encoder", "dimension", "index s", "encode ms", "recall@1", "recall@5", "MRR",
        "calibration error", "right, of answerable", "wrong among given", "of the rest answered",
    )  # fmt: skip
    note = (
        "Each has its own index, ranking, confidence and thresholds, fitted in this run. Recall "
        "and MRR are of numbers fitted on the same questions; the rest is out of fold."
    )
    curves = [(run.name, run.points.near.confidences, run.points.near.right) for run in runs]
    return Section(
        "Encoders",
        tables=[Table("Encoders side by side", columns, rows, note)],
        plots=[risk_plot(curves, settings.targets.wrong_among_answers)],
    )
