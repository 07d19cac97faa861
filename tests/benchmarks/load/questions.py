"""Owns the questions a benchmark asks: the held-out ones, misspelled when all were asked."""

import random
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path

import yaml

HELD_OUT = Path(__file__).parents[2] / "knowledge"
SEED = 7
# Letters change places inside a word, which needs so many.
SHORTEST = 4
# So many rounds with one error a question, as many with two, and so on.
ROUNDS_EACH = 8
TRIES = 20


def questions(number: int) -> list[str]:
    return list(islice(endless(held_out()), number))


def held_out() -> list[str]:
    """All of tests/knowledge, in an order that mixes the topics."""
    texts = {
        row["text"]: None
        for path in sorted(HELD_OUT.glob("*.yml"))
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
    }
    shuffled = list(texts)
    random.Random(SEED).shuffle(shuffled)
    return shuffled


def endless(texts: Sequence[str]) -> Iterator[str]:
    """The texts, then again and again with errors of typing. No text comes twice, so that a server
    cannot answer one cheaply from what it remembers.
    """
    yield from texts
    seen, chance = set(texts), random.Random(SEED)
    for round_ in count():
        known = len(seen)
        for text in texts:
            for _ in range(TRIES):
                fresh = _misspelled(text, 1 + round_ // ROUNDS_EACH, chance)
                if fresh not in seen:
                    seen.add(fresh)
                    yield fresh
                    break
        if len(seen) == known:
            return


def _misspelled(text: str, errors: int, chance: random.Random) -> str:
    """Each time two neighbouring letters of a word in each other's place; none if all are short."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) >= SHORTEST and word.isalpha()]
    for _ in range(errors if long else 0):
        at = chance.choice(long)
        word = words[at]
        place = chance.randrange(1, len(word) - 2)
        words[at] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return " ".join(words)
