"""Owns `abbreviations.yml`: short forms of tax terms, and how a question is read with them."""

import re
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from embeddings.faults import Fault
from embeddings.yaml_text import read_yaml

FILE = "abbreviations.yml"
_MAPPING: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])
_MEND = "write one line for each, as in `ctc: child tax credit`"


class Abbreviations:
    """Short forms with their words. Read only."""

    def __init__(self, meanings: Mapping[str, str] | None = None) -> None:
        self._meanings = {short.lower(): words for short, words in (meanings or {}).items()}
        shorts = sorted(map(re.escape, self._meanings), key=len, reverse=True)
        # "w/h" is one, and "ss" in "ss/medicare" is none: the slash belongs to the word.
        self._pattern = re.compile(rf"(?<![\w/])({'|'.join(shorts)})(?![\w/])", re.IGNORECASE)

    def spelled_out(self, text: str) -> str:
        """The text with the words after each short form, which stays: entries are asked in both."""
        if not self._meanings:
            return text
        return self._pattern.sub(
            lambda match: f"{match[1]} ({self._meanings[match[1].lower()]})", text
        )


def read_abbreviations(texts: Mapping[Path, bytes]) -> tuple[Abbreviations, list[Fault]]:
    """None, and a fault, when the file is malformed; none where there is no file."""
    for path, raw in texts.items():
        try:
            loaded = read_yaml(raw.decode("utf-8-sig"))
            return Abbreviations(_MAPPING.validate_python(loaded, strict=True)), []
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "file"
            message = f"is not a list of abbreviations: {where}: {first['msg']}"
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            message = f"cannot be read: {' '.join(str(error).split())[:200]}"
        return Abbreviations(), [Fault(path, 1, "abbreviations", message, mend=_MEND)]
    return Abbreviations(), []
