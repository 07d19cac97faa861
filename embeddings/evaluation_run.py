"""Owns a run of `evaluate`: which parts are measured, on which questions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.progress import Progress

from embeddings.corpus import Corpus
from embeddings.encoder import Encoder, RememberedEncoder
from embeddings.evaluation import Report, evaluate
from embeddings.evaluation_baselines import (
    NotRun,
    Predicted,
    cases_of,
    comparison,
    points_of_system,
    simple_systems,
)
from embeddings.evaluation_document import Document, Section
from embeddings.evaluation_encoders import encoder_section, run_encoder
from embeddings.evaluation_points import (
    Points,
    given_by_rule,
    points_of,
    points_out_of_fold,
)
from embeddings.evaluation_report import DEPLOYED, OUT_OF_FOLD, Evaluated, document_of
from embeddings.evaluation_timing import RememberingRetriever, TimedEncoder, measure
from embeddings.fitting import Case, fit
from embeddings.index import Index
from embeddings.labelled import Question, read_questions
from embeddings.settings import RetrievalSettings

Track = Callable[[str, Iterable[Question]], Iterable[Question]]
# Asks other systems the cases; tests/ has some that need environments of their own.
Others = Callable[[Sequence[Case]], Sequence[Predicted | NotRun]]


@dataclass(frozen=True)
class Wanted:
    """What to measure. `known` are the questions of the repository, which the deployed numbers
    were fitted on; `cross_validated` None: where some of them are asked.
    """

    asked: Sequence[Question]
    known: Sequence[Question]
    cross_validated: bool | None = None
    baselines: bool = False
    encoders: Sequence[Encoder] = ()
    worst: int = 20

    @property
    def is_cross_validated(self) -> bool:
        if self.cross_validated is not None:
            return self.cross_validated
        known = {question.text for question in self.known}
        return any(question.text in known for question in self.asked)

    @property
    def fitted_on(self) -> list[Question]:
        """All there are: a fit needs follow-ups and requests without an answer as well."""
        return list(dict.fromkeys([*self.asked, *self.known]))


def known_questions(folders: Iterable[Path], files: Iterable[Path] = ()) -> list[Question]:
    """Those of all YAML files in the folders, and of the files that are there.

    Raises EvaluationFileError.
    """
    paths = [path for folder in folders for path in sorted(folder.glob("*.yml"))]
    paths += [path for path in files if path.is_file()]
    return [question for path in paths for question in read_questions(path)]


def texts_of(questions: Iterable[Question]) -> list[str]:
    """All that is typed in them."""
    return [text for question in questions for text in (*question.context, question.text)]


def follow(progress: Progress) -> Track:
    """Shows each stage as a bar of its own."""
    return lambda stage, items: progress.track(list(items), description=stage)


def run(
    corpus: Corpus,
    index: Index,
    encoder: Encoder,
    settings: RetrievalSettings,
    wanted: Wanted,
    track: Track = lambda _, items: items,
    others: Others = lambda _: (),
) -> Document:
    """Raises ValueError where there are too few questions to fit on."""
    timed = TimedEncoder(encoder)
    cold = RememberingRetriever(corpus, index, timed, settings)
    timings = measure(cold, timed, [question.text for question in wanted.asked])
    judged = wanted.fitted_on if wanted.is_cross_validated else wanted.asked
    remembered = RememberedEncoder(encoder, texts_of(judged))
    retriever = RememberingRetriever(corpus, index, remembered, settings)
    report = evaluate(retriever, wanted.asked, lambda items: track("asking", items))
    held: Points | None = None
    if wanted.is_cross_validated:
        found = fit(retriever, judged, settings.targets, lambda items: track("fitting", items))
        held = points_out_of_fold(found, wanted.asked)
    more = []
    if wanted.baselines:
        cases = cases_of(retriever, wanted.asked)
        systems = [*simple_systems(index, encoder, cases), *others(cases)]
        more.append(_comparison(report, held, systems, cases, settings))
    if wanted.encoders:
        runs = [
            run_encoder(each, corpus, settings, wanted.asked, wanted.fitted_on)
            for each in (encoder, *wanted.encoders)
        ]
        more.append(encoder_section(runs, settings))
    return document_of(Evaluated(report, settings, timings, held, wanted.worst), more)


def _comparison(
    report: Report,
    held: Points | None,
    systems: Sequence[Predicted | NotRun],
    cases: Sequence[Case],
    settings: RetrievalSettings,
) -> Section:
    asked = [
        (each.name, points_of_system(each, cases))
        for each in systems
        if isinstance(each, Predicted)
    ]
    deployed, rule = points_of(report), settings.decision
    ours = deployed if held is None else held
    name = DEPLOYED if held is None else OUT_OF_FOLD
    rows = [given_by_rule(deployed, rule, f"its own thresholds, {DEPLOYED}")]
    if held is not None:
        rows.append(given_by_rule(held, rule, f"its own thresholds, {OUT_OF_FOLD}"))
    return comparison(
        [(f"this retriever, {name}", ours), *asked],
        rows,
        [each for each in systems if isinstance(each, NotRun)],
        settings.targets,
    )
