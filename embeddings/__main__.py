"""Owns the commands of editors and testers: `python -m embeddings validate|build|search|…`."""

import time
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress

from embeddings import presentation
from embeddings.corpus import Corpus, load_corpus
from embeddings.encoder import DEFAULT_ENCODER, EncoderUnavailable, SentenceEncoder
from embeddings.evaluation import EvaluationFileError, evaluate, read_questions
from embeddings.fitting import fit
from embeddings.index import IndexUnusable, build_index
from embeddings.retriever import Retriever, open_retriever
from embeddings.settings import load_settings
from embeddings.validation import validate

ROOT = Path(__file__).resolve().parent.parent
app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
console = Console()

Knowledge = Annotated[Path, typer.Option(help="Folder with the content.")]
IndexFolder = Annotated[Path, typer.Option("--index", help="Folder of the index.")]
EncoderName = Annotated[
    str, typer.Option(envvar="ASSISTANT_ENCODER", help="A sentence-transformers model.")
]


@app.command("validate")
def validate_command(knowledge: Knowledge = ROOT / "knowledge") -> None:
    """Check the content; all faults at once, exit code 1 if there are errors."""
    corpus = _corpus(knowledge)
    faults = validate(corpus)
    presentation.show_faults(console, faults, corpus, ROOT)
    raise typer.Exit(any(fault.severity == "error" for fault in faults))


@app.command("build")
def build_command(
    knowledge: Knowledge = ROOT / "knowledge",
    index: IndexFolder = ROOT / "var" / "index",
    encoder: EncoderName = DEFAULT_ENCODER,
) -> None:
    """Build the index; only passages that changed are encoded."""
    corpus = _corpus(knowledge)
    errors = [fault for fault in corpus.faults if fault.severity == "error"]
    if errors:
        presentation.show_faults(console, errors, corpus, ROOT)
        raise typer.Exit(1)
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


@app.command("search")
def search_command(
    text: str,
    knowledge: Knowledge = ROOT / "knowledge",
    index: IndexFolder = ROOT / "var" / "index",
    encoder: EncoderName = DEFAULT_ENCODER,
) -> None:
    """Show what a question would get, and why."""
    retriever = _retriever(knowledge, index, encoder)
    presentation.show_decision(console, retriever, retriever.ask(text))


@app.command("evaluate")
def evaluate_command(
    files: Annotated[list[Path], typer.Argument(help="JSON Lines files of labelled questions.")],
    knowledge: Knowledge = ROOT / "knowledge",
    index: IndexFolder = ROOT / "var" / "index",
    encoder: EncoderName = DEFAULT_ENCODER,
    worst: Annotated[int, typer.Option(help="How many of the worst mistakes to show.")] = 10,
) -> None:
    """Score the retriever on labelled questions."""
    try:
        questions = [question for path in files for question in read_questions(path)]
    except (OSError, EvaluationFileError) as error:
        _fail(str(error))
    retriever = _retriever(knowledge, index, encoder)
    with Progress(console=console, transient=True) as progress:
        report = evaluate(retriever, progress.track(questions, description="asking"))
    presentation.show_report(console, report, load_settings(), worst)


@app.command("fit")
def fit_command(
    files: Annotated[list[Path], typer.Argument(help="JSON Lines files of labelled questions.")],
    knowledge: Knowledge = ROOT / "knowledge",
    index: IndexFolder = ROOT / "var" / "index",
    encoder: EncoderName = DEFAULT_ENCODER,
) -> None:
    """Fit the confidence numbers; prints them for retrieval.yml, with cross-validated figures."""
    try:
        questions = [question for path in files for question in read_questions(path)]
        fitted = fit(_retriever(knowledge, index, encoder), questions)
    except (OSError, EvaluationFileError, ValueError) as error:
        _fail(str(error))
    presentation.show_fit(console, fitted)


def _corpus(knowledge: Path) -> Corpus:
    try:
        return load_corpus(knowledge)
    except FileNotFoundError as error:
        _fail(str(error))


def _encoder(name: str) -> SentenceEncoder:
    try:
        return SentenceEncoder(name)
    except EncoderUnavailable as error:
        _fail(str(error))


def _retriever(knowledge: Path, index: Path, encoder: str) -> Retriever:
    try:
        return open_retriever(knowledge, index, _encoder(encoder), load_settings())
    except (FileNotFoundError, IndexUnusable, ValidationError) as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    console.print(f"[red]error:[/red] {message}", highlight=False)
    raise typer.Exit(2)


if __name__ == "__main__":
    app(prog_name="python -m embeddings")
