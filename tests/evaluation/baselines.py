"""Compares the retriever with simpler and other systems: `python -m tests.evaluation.baselines`.

Takes some twenty minutes: Rasa's ResponseSelector is trained, and Haystack installed, in
environments of their own. What cannot run is named with its reason.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from embeddings.corpus import load_corpus
from embeddings.evaluation_baselines import NotRun, Predicted
from embeddings.evaluation_run import Wanted, follow, known_questions, run
from embeddings.exported import open_encoder
from embeddings.fitting import Case
from embeddings.index import load_index
from embeddings.labelled import read_questions
from embeddings.presentation_report import show_document, write_document
from embeddings.settings import load_settings
from server.settings import ROOT
from tests.evaluation.__main__ import OWN, default_files
from tests.evaluation.other_systems import haystack, rasa_selector

console = Console()


def main(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Labelled questions: JSON Lines or YAML.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as a page here.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write numbers and questions here.")] = None,
    knowledge: Annotated[Path, typer.Option(help="Folder with the content.")] = ROOT / "knowledge",
    index: Annotated[Path, typer.Option(help="Folder of the index.")] = ROOT / "var" / "index",
) -> None:
    """Prints the tables."""
    encoder, corpus = open_encoder(), load_corpus(knowledge)
    near = load_index(index, corpus, encoder.name)
    asked = [question for path in files or default_files() for question in read_questions(path)]
    known = known_questions([ROOT / folder for folder in OWN], default_files())
    wanted = Wanted(asked, known, baselines=True)

    def others(cases: Sequence[Case]) -> list[Predicted | NotRun]:
        return [*rasa_selector(near, cases), *haystack(near, encoder, cases)]

    with Progress(console=console, transient=True) as progress:
        document = run(corpus, near, encoder, load_settings(), wanted, follow(progress), others)
    show_document(console, document)
    write_document(console, document, html, json)


if __name__ == "__main__":
    typer.run(main)
