"""Owns how a report of an evaluation prints and is written."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from embeddings.evaluation_document import Document, Table
from embeddings.evaluation_page import evaluation_file, evaluation_page


def show_document(console: Console, document: Document) -> None:
    """All tables and paragraphs; the plots are for the page."""
    for section in document.sections:
        console.rule(escape(section.title), align="left")
        for paragraph in section.paragraphs:
            console.print(escape(paragraph), highlight=False)
        for table in section.tables:
            console.print(rich_table(table))
            if table.note:
                console.print(f"[dim]{escape(table.note)}[/dim]", highlight=False)


def rich_table(table: Table) -> RichTable:
    drawn = RichTable(title=escape(table.caption), title_justify="left")
    for at, column in enumerate(table.columns):
        drawn.add_column(column, justify="left" if at < table.texts else "right")
    for row in table.rows:
        drawn.add_row(*(escape(cell) for cell in row))
    return drawn


def write_document(
    console: Console, document: Document, html: Path | None, numbers: Path | None
) -> None:
    """As a page, and as a file for programs, where they are wanted."""
    for path, make in ((html, evaluation_page), (numbers, evaluation_file)):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(make(document), encoding="utf-8")
            console.print(f"written: {path}", soft_wrap=True, highlight=False)
