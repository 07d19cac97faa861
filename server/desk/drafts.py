"""Owns drafts: files of new entries begun from a ticket, for an editor to finish.

They lie apart from `knowledge/`, where an unfinished file would hold back every other edit.
"""

import asyncio
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import yaml

from embeddings.skeleton import PROMPT, skeleton
from server.audit.service import record
from server.content.slugs import slug_of
from server.database import Database
from server.errors import NotFound, Unprocessable
from server.privacy.masking import Masker
from server.staff.accounts import Staff

FOLDER = "drafts"
LONGEST_DRAFT = 8000
_BEGUN = "# Begun from ticket "
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.md")
_TO_FINISH = (
    f"{PROMPT} the answer above anew for everybody, as knowledge/README.md says: the short answer "
    "first, then steps, amounts\nand dates from knowledge/figures/. Then delete this paragraph."
)


class ReplyMissing(Unprocessable):
    code = "reply_missing"
    detail = "Write the reply first: a draft entry begins with a question and an answer."


@dataclass(frozen=True)
class Draft:
    """A file in the folder of drafts; `question` is empty where it can no longer be read."""

    name: str
    question: str
    written_at: dt.datetime


class Drafts:
    """The folder of drafts. Whoever writes or deletes one is in the audit log, which names the
    ticket: a file's name is made of words that a citizen typed.
    """

    def __init__(self, folder: Path, database: Database, masker: Masker) -> None:
        self._folder = folder
        self._database = database
        self._masker = masker

    async def begin(self, question: str, answer: str, reference: str, staff: Staff) -> str:
        """Writes a draft and returns its name. Never overwrites one. Raises ReplyMissing."""
        if not answer.strip():
            raise ReplyMissing
        asked, said = (_printable(self._masker.mask(text).text) for text in (question, answer))
        text = _begun(asked, said[:LONGEST_DRAFT], reference)
        async with self._database.session() as session:
            record(session, staff.login, "begin_draft", reference)
            await session.flush()
            return await asyncio.to_thread(self._write, slug_of(asked), text)

    def _write(self, slug: str, text: str) -> str:
        self._folder.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            name = f"{slug}.md" if number == 1 else f"{slug}-{number}.md"
            try:
                with (self._folder / name).open("x", encoding="utf-8") as file:
                    file.write(text)
            except FileExistsError:
                continue
            return name
        raise AssertionError

    async def all(self) -> Sequence[Draft]:
        """The newest first."""
        return await asyncio.to_thread(self._all)

    def _all(self) -> Sequence[Draft]:
        paths = [path for path in self._folder.glob("*.md") if _NAME.fullmatch(path.name)]
        found = [_draft(path) for path in paths if path.is_file()]
        return sorted(found, key=lambda draft: draft.written_at, reverse=True)

    async def text(self, name: str) -> str:
        """Bytes that are no text are replaced: such a file can be deleted too. Raises NotFound."""
        path = self._path(name)
        try:
            return await asyncio.to_thread(path.read_text, encoding="utf-8", errors="replace")
        except (FileNotFoundError, IsADirectoryError) as error:
            raise NotFound from error

    async def delete(self, name: str, staff: Staff) -> None:
        """Raises NotFound."""
        reference = _reference_of(await self.text(name))
        async with self._database.session() as session:
            record(session, staff.login, "delete_draft", reference)
            await asyncio.to_thread(self._path(name).unlink, missing_ok=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise NotFound
        return self._folder / name


def _begun(question: str, answer: str, reference: str) -> str:
    """The skeleton with a first answer. The prompts left in it keep it from going live."""
    front = skeleton(question, dt.date.today()).split("\n---\n", 1)[0].removeprefix("---\n")
    said = "\n".join(line.rstrip() for line in answer.strip().splitlines())
    return (
        f"---\n{_BEGUN}{reference}. Delete this line, and what names a person.\n"
        f"{front}\n---\n{said}\n\n{_TO_FINISH}\n"
    )


def _reference_of(text: str) -> str:
    first = next((line for line in text.splitlines() if line.startswith(_BEGUN)), "")
    return first.removeprefix(_BEGUN).partition(".")[0] or "unknown"


def _printable(text: str) -> str:
    """Without control characters, which YAML refuses."""
    return "".join(c for c in text.replace("\r\n", "\n") if c.isprintable() or c == "\n")


def _draft(path: Path) -> Draft:
    try:
        front = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
        question = str(front["question"])
    except (OSError, ValueError, yaml.YAMLError, LookupError, TypeError):
        question = ""
    written = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    return Draft(path.name, question, written)
