"""Owns the evaluation as one self-contained HTML page, and as a file for programs."""

import json
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from embeddings.evaluation_document import Document


def evaluation_page(document: Document) -> str:
    """The page as text: no script, no file or font from elsewhere."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("evaluation.html.j2")
    # The plots are ours, and escape what they are given.
    return template.render(document=document, drawn=lambda plot: Markup(plot.svg))  # noqa: S704


def evaluation_file(document: Document) -> str:
    """The same as JSON: the numbers, every table, every question."""
    content = {
        "title": document.title,
        "numbers": document.numbers,
        "tables": [
            {
                "section": section.title,
                "caption": table.caption,
                "columns": list(table.columns),
                "rows": [list(row) for row in table.rows],
                "note": table.note,
            }
            for section in document.sections
            for table in section.tables
        ],
        "questions": document.questions,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
