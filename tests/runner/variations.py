"""Owns variations of a case: what a step asks, in other words, with typos, in other letter case."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from embeddings.corpus import Corpus
from tests.runner.cases import Case, Expectation, Restart, Step, TurnHas, UserSays

TYPOS = 2
_LONG_WORD = re.compile(r"[A-Za-z]{4,}")


@dataclass(frozen=True)
class Variation:
    """A case cut after the step that is varied, of which the entry alone is judged."""

    name: str
    case: Case


@dataclass(frozen=True)
class Variations:
    """Of each step of a citizen that expects an entry, up to a restart: `paraphrases` other ones
    of that entry, one with typos, upper and lower case. The same at every run."""

    corpus: Corpus
    paraphrases: int
    seed: int = 0

    def of(self, case: Case) -> Iterator[Variation]:
        for index, step in enumerate(case.steps):
            if isinstance(step.act, Restart):  # half a minute each time
                return
            expected = _expected_entry(step)
            if expected is None or not isinstance(step.act, UserSays):
                continue
            for name, text in self._texts(step.act.text, expected):
                before = tuple(replace(each, expectations=()) for each in case.steps[:index])
                varied = replace(step, act=UserSays(text), expectations=(expected,))
                yield Variation(
                    f'{name}: "{text}"', replace(case, steps=(*before, varied), not_judged=())
                )

    def _texts(self, text: str, expected: Expectation) -> Iterator[tuple[str, str]]:
        drawn = random.Random(f"{self.seed} {text}")
        others = self._paraphrases(text, expected)
        for other in drawn.sample(others, min(self.paraphrases, len(others))):
            yield "paraphrase", other
        typed = {"typos": _with_typos(text, drawn), "upper": text.upper(), "lower": text.lower()}
        yield from ((name, other) for name, other in typed.items() if other != text)

    def _paraphrases(self, text: str, expected: Expectation) -> list[str]:
        assert isinstance(expected.check, TurnHas)
        value = expected.check.value
        found: list[str] = []
        for entry_id in value if isinstance(value, list) else [value]:
            if entry := self.corpus.entries.get(entry_id):
                found += [entry.question, *entry.paraphrases]
        return [each for each in found if each.casefold() != text.casefold()]


def _expected_entry(step: Step) -> Expectation | None:
    for each in step.expectations:
        check = each.check
        if isinstance(check, TurnHas) and check.key == "x_entry" and "not" not in check.value:
            return each
    return None


def _with_typos(text: str, drawn: random.Random) -> str:
    """In at most two longer words, two letters inside it change places."""
    words = list(_LONG_WORD.finditer(text))
    letters = list(text)
    for word in drawn.sample(words, min(TYPOS, len(words))):
        at = drawn.randrange(word.start() + 1, word.end() - 2)
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)
