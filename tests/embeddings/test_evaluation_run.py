"""A whole run: what is measured when, and what it says about numbers fitted on its questions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.corpus import Corpus
from embeddings.evaluation_baselines import NotRun
from embeddings.evaluation_document import Document, Section
from embeddings.evaluation_run import Wanted, known_questions, run
from embeddings.index import Index
from tests.embeddings.labelled_content import follow_ups, single_questions
from tests.factories import retrieval_settings
from tests.fakes import WordEncoder

Run = Callable[..., Document]
ASKED = [*single_questions(), *follow_ups()]


@pytest.fixture(scope="module")
def run_it(labelled_corpus: Corpus, labelled_index: Index) -> Run:
    def make(wanted: Wanted, **others: object) -> Document:
        settings = retrieval_settings()
        return run(
            labelled_corpus, labelled_index, WordEncoder(), settings, wanted, **others  # type: ignore[arg-type]
        )  # fmt: skip

    return make


def section(document: Document, title: str) -> Section:
    (found,) = [each for each in document.sections if each.title == title]
    return found


def test_questions_of_the_fit_are_judged_out_of_fold(run_it: Run) -> None:
    document = run_it(Wanted(ASKED[:60], ASKED))
    assert any("fitted on them and flatters itself" in p for p in document.sections[0].paragraphs)
    sure = section(document, "How sure it is, and how right")
    captions = [table.caption for table in sure.tables]
    assert captions == ["What thresholds give, out of fold", "What thresholds give, as deployed"]
    assert set(document.numbers["calibration_error"]) == {"out of fold", "as deployed"}
    assert len(document.questions) == 60


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(Wanted(ASKED[:60], ASKED, cross_validated=False), id="not wanted"),
        pytest.param(Wanted(ASKED[:60], ASKED[60:70]), id="questions the fit never saw"),
    ],
)
def test_other_questions_are_judged_by_what_is_deployed(run_it: Run, wanted: Wanted) -> None:
    document = run_it(wanted)
    assert set(document.numbers["calibration_error"]) == {"as deployed"}
    assert not any("flatters" in said for said in document.sections[0].paragraphs)


def test_the_tables_and_numbers_agree(run_it: Run) -> None:
    document = run_it(Wanted(ASKED, ()))
    verdicts, outcomes = section(document, "By kind").tables
    asked = {row[0]: int(row[1]) for row in verdicts.rows}
    assert asked["answerable"] == sum(q.kind == "answerable" for q in ASKED)
    counts = document.numbers["verdicts"]["answerable"]
    assert sum(counts.values()) == asked["answerable"]
    assert f"{counts['right']} (" in next(r[2] for r in verdicts.rows if r[0] == "answerable")
    assert [row[0] for row in outcomes.rows] == [row[0] for row in verdicts.rows]
    ranks, *_ = section(document, "In short").tables
    assert [row[0] for row in ranks.rows] == ["answerable", "follow_up"]
    (times,) = section(document, "Time").tables
    assert [row[0] for row in times.rows] == ["encode", "search", "rank", "all"]


def test_simpler_systems_stand_beside_it_with_their_reasons(run_it: Run) -> None:
    wanted = Wanted(ASKED, (), baselines=True, worst=1)
    document = run_it(wanted, others=lambda cases: [NotRun("other", f"{len(cases)} cases")])
    beside = section(document, "Beside simpler systems")
    assert beside.paragraphs == [f"other was not run: {len(single_questions())} cases"]
    assert [row[0] for row in beside.tables[0].rows] == [
        "this retriever, as deployed",
        "BM25",
        "BM25, redirects too",
        "nearest passage",
        "nearest passage, redirects too",
        "its own thresholds, as deployed",
    ]
    (worst,) = section(document, "Worst mistakes").tables
    assert len(worst.rows) == 1


def test_too_few_questions_to_fit_on_are_an_error(run_it: Run) -> None:
    with pytest.raises(ValueError, match="needs at least"):
        run_it(Wanted(ASKED[:5], (), cross_validated=True))


def test_known_questions_are_those_of_all_files_there(tmp_path: Path) -> None:
    (tmp_path / "filing.yml").write_text("questions: [{text: a, entry: x/y}]", encoding="utf-8")
    lines = tmp_path / "more.jsonl"
    lines.write_text('{"text": "b", "kind": "oos"}\n', encoding="utf-8")
    found = known_questions([tmp_path], [lines, tmp_path / "missing.jsonl"])
    assert [question.text for question in found] == ["a", "b"]
