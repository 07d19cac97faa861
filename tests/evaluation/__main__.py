"""Asks the whole assistant labelled questions: `python -m tests.evaluation [FILE...]`.

Starts an assistant of its own, or asks a running one (`--url`), which must have been started with
ASSISTANT_RATE_LIMIT=off.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import track

from embeddings.corpus import load_corpus
from embeddings.labelled import EvaluationFileError, Question, read_questions
from embeddings.presentation_report import show_document, write_document
from server.settings import ROOT
from tests.assistant.running import RunningAssistant
from tests.evaluation.asking import Asker
from tests.evaluation.assistant_report import document_of
from tests.evaluation.scoring import RULES, Marked, marked

SHARED = ROOT.parent / "shared" / "eval" / "dev_questions.jsonl"
OWN = ("tests/questions", "tests/knowledge")
console = Console()


def default_files() -> list[Path]:
    """The shared questions where they are at hand, else those of the repository."""
    if SHARED.is_file():
        return [SHARED]
    return [path for folder in OWN for path in sorted((ROOT / folder).glob("*.yml"))]


@contextmanager
def assistant_at(url: str | None) -> Iterator[httpx.Client]:
    """A client of the running assistant, or of one that lives as long as this."""
    if url is not None:
        with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
            yield client
        return
    with tempfile.TemporaryDirectory() as folder:
        running = RunningAssistant(Path(folder))
        with console.status("starting the assistant"):
            running.prepare()
            running.start()
        try:
            yield running.http
        finally:
            running.close()


def ask_all(asker: Asker, questions: Sequence[Question]) -> tuple[list[Marked], Counter[str]]:
    """The marks, and how many of each kind have no rule."""
    known = [question for question in questions if question.kind in RULES]
    left_out = Counter(question.kind for question in questions if question.kind not in RULES)
    marks = []
    for question in track(known, description="asking", console=console, transient=True):
        by_facts = RULES[question.kind] == "answer" and not question.entries
        reply = asker.ask(question.text, question.context, picks=by_facts)
        marks.append(marked(question, reply))
    return marks, left_out


def main(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Labelled questions: JSON Lines or YAML.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="A running assistant.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as a page here.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write numbers and replies here.")] = None,
    worst: Annotated[int, typer.Option(help="How many of the mistakes to show.")] = 20,
) -> None:
    """Prints the tables."""
    try:
        questions = [q for path in files or default_files() for q in read_questions(path)]
    except (OSError, EvaluationFileError) as error:
        console.print(f"[red]error:[/red] {error}")
        raise typer.Exit(2) from None
    entries = load_corpus(ROOT / "knowledge").entries.values()
    with assistant_at(url) as client:
        asker = Asker(client, {entry.question: entry.id for entry in entries})
        asker.ask("What is a tax return?")  # the first turn is slow
        marks, left_out = ask_all(asker, questions)
    document = document_of(marks, left_out, worst)
    show_document(console, document)
    write_document(console, document, html, json)


if __name__ == "__main__":
    typer.run(main)
