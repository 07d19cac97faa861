"""Owns the commands of editors and testers: `python -m embeddings validate|build|search|…`."""

import datetime as dt
import time
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress

from embeddings import presentation
from embeddings.corpus import Corpus, load_corpus
from embeddings.encoder import (
    DEFAULT_ENCODER,
    Encoder,
    EncoderUnavailable,
    RememberedEncoder,
)
from embeddings.evaluation_run import Wanted, follow, known_questions, run
from embeddings.export import export_encoder
from embeddings.exported import EXPORTED, open_encoder
from embeddings.fitted_file import write_fitted
from embeddings.fitting import fit
from embeddings.index import IndexUnusable, build_index, load_index
from embeddings.labelled import EvaluationFileError, read_questions
from embeddings.presentation_faults import Format, show_faults, show_validation
from embeddings.presentation_report import show_document, write_document
from embeddings.preview import PreviewImpossible, committed_content, live_content, make_preview
from embeddings.preview_page import preview_page
from embeddings.preview_picture import show_preview
from embeddings.preview_questions import (
    Asked,
    evaluation_questions,
    held_out_questions,
    logged_questions,
)
from embeddings.retriever import Retriever, open_retriever
from embeddings.settings import FITTED_PATH, load_settings
from embeddings.skeleton import PROMPT, SkeletonRefused, start_entry
from embeddings.templates import TemplateFault
from embeddings.validation import inspect, unrenderable

ROOT = Path(__file__).resolve().parent.parent
EVALUATION = ROOT.parent / "shared" / "eval" / "dev_questions.jsonl"
HELD_OUT = ROOT / "tests" / "knowledge"
QUESTIONS = ROOT / "tests" / "questions"
app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
console = Console()

Knowledge = Annotated[Path, typer.Option(help="Folder with the content.")]
IndexFolder = Annotated[Path, typer.Option("--index", help="Folder of the index.")]
EncoderName = Annotated[
    str, typer.Option(envvar="ASSISTANT_ENCODER", help="A sentence-transformers model.")
]


@app.command("validate")
def validate_command(
    knowledge: Knowledge = ROOT / "knowledge",
    index: IndexFolder = ROOT / "var" / "index",
    encoder: EncoderName = DEFAULT_ENCODER,
    evaluation: Annotated[
        list[Path] | None,
        typer.Option(help="JSON Lines file of questions that no entry may copy."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="text, json or github.")] = "text",
) -> None:
    """Check the content; all faults at once, exit code 1 if there are errors."""
    corpus = _corpus(knowledge)
    left_out = []
    try:
        questions = [item.text for path in evaluation or () for item in read_questions(path)]
        near = load_index(index, corpus, encoder)
    except (OSError, EvaluationFileError) as error:
        _fail(str(error))
    except (IndexUnusable, TemplateFault) as error:
        near = None
        left_out.append(f"no search for questions that are nearly the same: {error}")
    if not evaluation:
        left_out.append("no search for copies of evaluation questions: give --evaluation FILE")
    found = inspect(corpus, evaluation=questions, index=near, folder=knowledge)
    show_validation(console, found, corpus, ROOT, form, left_out)
    raise typer.Exit(any(fault.severity == "error" for fault in found.faults))


@app.command("new")
def new_command(
    entry_id: Annotated[str, typer.Argument(metavar="TOPIC/SLUG", help="Where it will lie.")],
    question: Annotated[str, typer.Option(help="The question, in plain words.")] = "",
    knowledge: Knowledge = ROOT / "knowledge",
) -> None:
    """Start an entry: a filled-in skeleton that says what to write where."""
    topics = list(_corpus(knowledge).topics)
    try:
        path = start_entry(knowledge, topics, entry_id, question, dt.date.today())
    except SkeletonRefused as error:
        _fail(str(error))
    console.print(f"{path} is ready to be written: replace each “{PROMPT} …”", soft_wrap=True)
    console.print("then check it: python -m embeddings validate")


@app.command("preview")
def preview_command(
    evaluation: Annotated[
        Path | None, typer.Option(help=f"Labelled questions; by default {EVALUATION}.")
    ] = None,
    log: Annotated[
        Path | None, typer.Option(help="JSON Lines file of logged, masked questions.")
    ] = None,
    last: Annotated[int, typer.Option(help="How many of the newest logged ones.")] = 500,
    html: Annotated[Path | None, typer.Option(help="Write the picture as a page here.")] = None,
    since: Annotated[str, typer.Option(help="Compare with a commit, not with what is live.")] = "",
    most: Annotated[int, typer.Option(help="How many changed questions to show.")] = 30,
    held_out: Annotated[Path, typer.Option(help="Folder of held-out questions.")] = HELD_OUT,
    knowledge: Knowledge = ROOT / "knowledge",
    index: IndexFolder = ROOT / "var" / "index",
    encoder: EncoderName = DEFAULT_ENCODER,
) -> None:
    """Show what your edits change for people; exit code 1 when a right answer is lost."""
    edited = _sound(_corpus(knowledge))
    settings = load_settings()
    try:
        asked = _asked(evaluation, held_out, log, last)
        live = committed_content(since, knowledge) if since else live_content(index)
        with Progress(console=console, transient=True) as progress:
            task = lambda items: progress.track(items, description="asking")  # noqa: E731
            made = make_preview(
                live, edited, index, _encoder(encoder), settings, asked, progress=task
            )
    except (OSError, EvaluationFileError, PreviewImpossible, IndexUnusable) as error:
        _fail(str(error))
    show_preview(console, made, settings.decision, most)
    if html is not None:
        html.write_text(preview_page(made, settings.decision), encoding="utf-8")
        console.print(f"page: {html}", soft_wrap=True)
    raise typer.Exit(bool(made.lost_right))


@app.command("build")
def build_command(
    knowledge: Knowledge = ROOT / "knowledge",
    index: IndexFolder = ROOT / "var" / "index",
    encoder: EncoderName = DEFAULT_ENCODER,
) -> None:
    """Build the index; only passages that changed are encoded."""
    corpus = _sound(_corpus(knowledge))
    started = time.monotonic()
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("encoding", total=None)
        report = build_index(
            corpus,
            _encoder(encoder),
            index,
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    presentation.show_build(console, report, index, time.monotonic() - started)


@app.command("export")
def export_command() -> None:
    """Export the default encoder for the server, which then needs no torch and half the time."""
    try:
        export_encoder()
    except EncoderUnavailable as error:
        _fail(str(error))
    console.print(f"the encoder is exported to {EXPORTED}", soft_wrap=True)


@app.command("search")
def search_command(
    text: str,
    knowledge: Knowledge = ROOT / "knowledge",
    index: IndexFolder = ROOT / "var" / "index",
    encoder: EncoderName = DEFAULT_ENCODER,
) -> None:
    """Show what a question would get, and why."""
    retriever = _retriever(knowledge, index, _encoder(encoder))
    rule = load_settings().decision
    presentation.show_decision(console, retriever, text, retriever.ask(text), rule)


@app.command("evaluate")
def evaluate_command(
    files: Annotated[list[Path], typer.Argument(help="Labelled questions: JSON Lines or YAML.")],
    html: Annotated[Path | None, typer.Option(help="Write the report as a page here.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write numbers and questions here.")] = None,
    baselines: Annotated[bool, typer.Option(help="Ask simpler systems the same.")] = False,
    compare: Annotated[
        list[str] | None, typer.Option(help="An encoder to build and fit for, too.")
    ] = None,
    cross_validated: Annotated[
        bool | None, typer.Option(help="Judge by numbers fitted without the question itself.")
    ] = None,
    worst: Annotated[int, typer.Option(help="How many of the worst mistakes to show.")] = 20,
    knowledge: Knowledge = ROOT / "knowledge",
    index: IndexFolder = ROOT / "var" / "index",
    encoder: EncoderName = DEFAULT_ENCODER,
) -> None:
    """Score the retriever on labelled questions."""
    try:
        asked = [question for path in files for question in read_questions(path)]
        known = known_questions((HELD_OUT, QUESTIONS), (EVALUATION,))
        encoders = [_encoder(name) for name in compare or ()]
        wanted = Wanted(asked, known, cross_validated, baselines, encoders, worst)
        corpus = load_corpus(knowledge)
        near = load_index(index, corpus, encoder)
        with Progress(console=console, transient=True) as progress:
            document = run(
                corpus, near, _encoder(encoder), load_settings(), wanted, follow(progress)
            )
    except (OSError, IndexUnusable, ValueError) as error:
        _fail(str(error))
    show_document(console, document)
    write_document(console, document, html, json)


@app.command("fit")
def fit_command(
    files: Annotated[list[Path], typer.Argument(help="JSON Lines files of labelled questions.")],
    knowledge: Knowledge = ROOT / "knowledge",
    index: IndexFolder = ROOT / "var" / "index",
    encoder: EncoderName = DEFAULT_ENCODER,
) -> None:
    """Fit ranking, confidence, thresholds and follow-ups; writes them for the next start."""
    settings = load_settings()
    try:
        questions = [question for path in files for question in read_questions(path)]
        with Progress(console=console, transient=True) as progress:
            task = lambda items: progress.track(items, description="asking")  # noqa: E731
            texts = [text for question in questions for text in (*question.context, question.text)]
            remembered = RememberedEncoder(_encoder(encoder), texts)
            retriever = _retriever(knowledge, index, remembered)
            found = fit(retriever, questions, settings.targets, task)
    except (OSError, EvaluationFileError, ValueError) as error:
        _fail(str(error))
    write_fitted(found.fitted, FITTED_PATH)
    presentation.show_fit(console, found, settings.targets, FITTED_PATH)


def _corpus(knowledge: Path) -> Corpus:
    try:
        return load_corpus(knowledge)
    except FileNotFoundError as error:
        _fail(str(error))


def _sound(corpus: Corpus) -> Corpus:
    errors = [fault for fault in corpus.faults if fault.severity == "error"]
    errors += unrenderable(corpus)
    if errors:
        show_faults(console, errors, ROOT)
        raise typer.Exit(1)
    return corpus


def _asked(evaluation: Path | None, held_out: Path, log: Path | None, last: int) -> list[Asked]:
    asked: list[Asked] = []
    if evaluation is not None or EVALUATION.is_file():
        asked += evaluation_questions(evaluation or EVALUATION)
    asked += held_out_questions(held_out)
    return asked + (logged_questions(log, last) if log is not None else [])


def _encoder(name: str) -> Encoder:
    try:
        return open_encoder(name)
    except EncoderUnavailable as error:
        _fail(str(error))


def _retriever(knowledge: Path, index: Path, encoder: Encoder) -> Retriever:
    try:
        return open_retriever(knowledge, index, encoder, load_settings())
    except (FileNotFoundError, IndexUnusable, ValidationError) as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    console.print(f"[red]error:[/red] {message}", highlight=False)
    raise typer.Exit(2)


if __name__ == "__main__":
    app(prog_name="python -m embeddings")
