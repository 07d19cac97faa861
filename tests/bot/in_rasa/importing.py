"""Tells what the importer makes of knowledge folders: `python -m ... FOLDER...`."""

import json
import sys
from pathlib import Path
from typing import Any

from bot import importer


def examples_of(folder: str) -> list[list[str]]:
    """Pairs of intent and text that come on top of the files of bot/."""
    importer.KNOWLEDGE = Path(folder)
    made = importer.KnowledgeImporter("config.yml", "bot/domain", ["bot/data"])
    return [[e.get("intent"), e.get("text")] for e in made.get_nlu_data().intent_examples]


def found_in(folder: str) -> dict[str, Any]:
    try:
        return {"examples": examples_of(folder), "error": None}
    except ValueError as error:
        return {"examples": [], "error": str(error)}


if __name__ == "__main__":
    print(json.dumps({folder: found_in(folder) for folder in sys.argv[1:]}))
