"""Owns content and labelled questions for fits: entries of a few words each, asked at random."""

import random
from collections.abc import Sequence
from pathlib import Path

from embeddings.labelled import Question
from tests.factories import write_entry, write_knowledge

# The words of each entry; those of the second half are high risk.
WORDS = {
    "filing/mail": "mail envelope stamp address post",
    "filing/late": "late penalty overdue missed fine",
    "filing/amend": "amend mistake correct fix wrong",
    "filing/copies": "copies transcript old years request",
    "deductions/medical": "medical doctor hospital dentist pills",
    "deductions/charity": "charity church gift donate goods",
    "deductions/mortgage": "mortgage house loan bank interest",
    "refunds/offset": "offset debt support taken student",
    "refunds/check": "check paper lost cashed stolen",
    "refunds/deposit": "deposit routing account number typed",
}
_NO_ANSWER = {
    "out_of_scope": "rain tomorrow game soup recipe flights rome joke",
    "account": "balance look account payment reach record transcript",
    "person": "talk someone human real person operator agent",
    "small_talk": "hello hi there good morning thank bye",
    "scam_now": "man phone wants gift cards police arrest line password",
    "near_miss": "zebra quagga okapi savanna giraffe",
    "oos": "poem song violin painting opera",
}
_FILLERS = ["my", "the", "about", "please", "what", "do", "i", "need", "with", "for", "this"]
SEED = 3


def write_labelled_content(folder: Path) -> Path:
    write_knowledge(folder)
    for at, (entry_id, words) in enumerate(WORDS.items()):
        first, *others = words.split()
        paraphrases = [f"my {first} and {other}" for other in others] + [words]
        risk = "high" if at >= len(WORDS) / 2 else "standard"
        body = f"This is about {first}."
        write_entry(folder, entry_id, f"What about my {first}?", paraphrases, body, risk)
    return folder


def single_questions() -> list[Question]:
    """Seven for each entry, twelve for each kind without an answer."""
    chance = random.Random(SEED)
    asked = [
        _question(chance, words, "answerable", (entry_id,))
        for entry_id, words in WORDS.items()
        for _ in range(7)
    ]
    asked += [
        _question(chance, words, kind) for kind, words in _NO_ANSWER.items() for _ in range(12)
    ]
    return asked


def follow_ups() -> list[Question]:
    """Those that lean on the question before, and as many that do not."""
    found = []
    entries = list(WORDS)
    for at, entry_id in enumerate(entries):
        first, second, third, *_ = WORDS[entry_id].split()
        other = entries[(at + 3) % len(entries)]
        before = f"what about my {first} and {second}"
        found += [
            _labelled(f"and the {third}?", "follow_up", (entry_id,), before),
            _labelled("and is that for both of us", "follow_up", (entry_id,), before),
            _labelled(f"what about my {WORDS[other]}", "answerable", (other,), before),
        ]
    return found


def _question(
    chance: random.Random, words: str, kind: str, entries: Sequence[str] = ()
) -> Question:
    """Two or three of the words among others."""
    told = chance.sample(words.split(), chance.choice((2, 3))) + chance.sample(_FILLERS, 3)
    chance.shuffle(told)
    return _labelled(" ".join(told), kind, entries)


def _labelled(text: str, kind: str, entries: Sequence[str], before: str = "") -> Question:
    return Question(
        text,
        text,
        kind,
        "filing",
        entries=tuple(entries),
        context=(before,) if before else (),
        new_topic=bool(before) and kind == "answerable",
    )
