"""Owns the skeleton of a new entry: prompts in plain words where an editor has yet to write."""

import datetime as dt
import json
import re
from pathlib import Path

# Every prompt starts with this; the validator reports each that is left.
PROMPT = "write here:"
_ENTRY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
_PARAPHRASES = (
    "key words only",
    "the same in other key words",
    "as a friend would ask it in a chat, with a little story",
    "with the mistakes people make when they type fast",
    "as somebody would say it aloud",
    "as an expert would ask it, with the form or notice number",
    "as somebody would who does not know the term",
    "one part of what the answer says, asked alone",
)
# Neither `risk`, the source nor the answer is valid as it stands (AnswerTemplate refuses prompts),
# so a half-written entry cannot go live.
_SKELETON = """---
question: {question}
paraphrases:
{paraphrases}
tax_years: all
risk: "{prompt} standard, or high where a wrong answer costs money"
sources:
  - {{title: "{prompt} the full title of the official page", url: "{prompt} its address"}}
related: []
reviewed_on: {today}
review_by: {review_by}
---
{prompt} the short answer, in one or two sentences.

{prompt} what to do next, or the main conditions, as a short list. Take every amount and date
from knowledge/figures/, for example usd("standard_deduction.basic.single") between double braces.
"""


class SkeletonRefused(ValueError):
    """The entry cannot be started; the message says why and what to do."""


def skeleton(question: str, today: dt.date) -> str:
    """The text of a new entry. An empty question becomes a prompt too."""
    paraphrases = (f'  - "{PROMPT} {register}"' for register in _PARAPHRASES)
    # YAML refuses what cannot be printed.
    printable = "".join(char if char.isprintable() else " " for char in question)
    asked = " ".join(printable.split()) or f"{PROMPT} the question, in plain words"
    return _SKELETON.format(
        prompt=PROMPT,
        question=json.dumps(asked, ensure_ascii=False),
        paraphrases="\n".join(paraphrases),
        today=today,
        review_by=_a_year_later(today),
    )


def start_entry(
    knowledge: Path, topics: list[str], entry_id: str, question: str, today: dt.date
) -> Path:
    """Writes the skeleton of `topic/slug`. Raises SkeletonRefused rather than overwrite."""
    if not _ENTRY_ID.fullmatch(entry_id):
        raise SkeletonRefused(
            f'"{entry_id}" is not a name: write topic/slug with a-z, 0-9 and single hyphens, '
            "for example refunds/lost-check"
        )
    topic = entry_id.partition("/")[0]
    if topic not in topics:
        raise SkeletonRefused(
            f"there is no topic {topic}: use one of {', '.join(topics)}, "
            f"or add {topic} with its label to {knowledge / 'topics.yml'} first"
        )
    path = knowledge / f"{entry_id}.md"
    path.parent.mkdir(exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(skeleton(question, today))
    except FileExistsError:
        raise SkeletonRefused(f"{path} is there already: edit it, or use another slug") from None
    return path


def prompts_left(text: str) -> list[tuple[int, str]]:
    """The prompts still in a file, each with its line (from 1)."""
    pattern = re.compile(re.escape(PROMPT) + r"\s*([^\"\n]*)")
    return [
        (number, match[1].strip())
        for number, line in enumerate(text.splitlines(), start=1)
        for match in pattern.finditer(line)
    ]


def _a_year_later(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # February 29
        return day.replace(year=day.year + 1, day=28)
