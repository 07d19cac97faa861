"""Tests of the variations of a case."""

from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.corpus import Corpus, load_corpus
from server.settings import ROOT
from tests.runner.cases import Case, Restart, TurnHas, UserSays
from tests.runner.reading import read_file
from tests.runner.results import Outcome
from tests.runner.running import Runner
from tests.runner.scripted import ScriptedAssistant, seen
from tests.runner.suite import Suite
from tests.runner.variations import Variations

TEXT = "How do I get more time to file?"
TWO_STEPS = f"""\
test_cases:
- test_case: two steps
  steps:
  - user: Hi
    assertions: [x_status: small_talk]
  - user: {TEXT}
    assertions: [x_status: answered, x_entry: how-to-file/extension]
  - user: thanks
    assertions: [x_status: small_talk, x_entry: {{not: how-to-file/extension}}]
"""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(ROOT / "knowledge")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    file = tmp_path / "case.yml"
    file.write_text(TWO_STEPS, encoding="utf-8")
    return read_file(file)[0]


def texts(case: Case) -> list[str]:
    return [step.act.text for step in case.steps if isinstance(step.act, UserSays)]


def test_the_step_with_an_entry_in_other_words_with_typos_and_in_other_case(
    case: Case, corpus: Corpus
) -> None:
    varied = list(Variations(corpus, 3).of(case))
    assert [each.name.partition(":")[0] for each in varied] == [
        *["paraphrase"] * 3,
        "typos",
        "upper",
        "lower",
    ]
    asked = [texts(each.case)[-1] for each in varied]
    entry = corpus.entries["how-to-file/extension"]
    assert set(asked[:3]) <= {entry.question, *entry.paraphrases} - {TEXT}
    assert len(set(asked)) == 6
    assert asked[3] != TEXT
    assert sorted(asked[3]) == sorted(TEXT)
    assert asked[4:] == [TEXT.upper(), TEXT.lower()]


def test_the_case_is_cut_there_and_judged_by_the_entry_alone(case: Case, corpus: Corpus) -> None:
    first, *_ = Variations(corpus, 1).of(case)
    greeting, asked = first.case.steps
    assert texts(first.case)[0] == "Hi"
    assert greeting.expectations == ()
    (expected,) = asked.expectations
    assert expected.check == TurnHas("x_entry", "how-to-file/extension")


def test_the_same_at_every_run(case: Case, corpus: Corpus) -> None:
    assert list(Variations(corpus, 3).of(case)) == list(Variations(corpus, 3).of(case))


def test_no_more_paraphrases_than_there_are(case: Case, corpus: Corpus) -> None:
    entry = corpus.entries["how-to-file/extension"]
    others = {entry.question, *entry.paraphrases} - {TEXT}
    names = [each.name for each in Variations(corpus, 500).of(case)]
    assert sum(name.startswith("paraphrase") for name in names) == len(others)


def test_none_after_a_restart(case: Case, corpus: Corpus) -> None:
    restart = replace(case.steps[0], act=Restart("rasa"), expectations=())
    restarted = replace(case, steps=(restart, *case.steps))
    assert list(Variations(corpus, 3).of(restarted)) == []


def test_they_run_after_their_case_and_say_which_break(case: Case, corpus: Corpus) -> None:
    assistant = ScriptedAssistant(
        lambda text: seen(entry_id=None, status="choices") if text.isupper() else seen()
    )
    suite = Suite([case], variations=Variations(corpus, 0))
    results = list(suite.results(Runner(assistant)))
    assert len(results) == len(suite)
    broken = [each.variation for each in results[1:] if each.outcome is not Outcome.PASSED]
    assert broken == [f'upper: "{TEXT.upper()}"']
