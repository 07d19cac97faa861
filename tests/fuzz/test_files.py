"""Tests of the readers of content with any text: what is read, or a fault that says what is wrong.

More of it by hand: ASSISTANT_FUZZ_EXAMPLES=20000 pytest tests/fuzz/test_files.py
"""

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from embeddings.corpus import load_corpus
from embeddings.figures import UnknownFigure
from embeddings.skeleton import skeleton
from embeddings.templates import AnswerTemplate, TemplateFault, YearChoice
from server.conversations.hours import parse_holidays, parse_week, parse_zone
from tests.factories import EXTENSION, TODAY, write_knowledge
from tests.fuzz.bounds import BOUNDS

FILES = (
    "topics.yml",
    "abbreviations.yml",
    "figures/2025.yml",
    "redirects/weather.yml",
    f"{EXTENSION}.md",
)
# Texts that YAML takes for something else, put where values are.
_ODD = ["2026-13-45", "!!int ''", "!!bool x", "&a [*a]", "{{ 1", "<<: x", "~", "---", "[" * 2000]
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.text(max_size=20)
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_knowledge(tmp_path_factory.mktemp("knowledge"))


def changed(text: str, data: st.DataObject) -> str:
    """A file with one line's value replaced, or another text altogether."""
    lines = text.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    new = data.draw(
        st.one_of(
            st.sampled_from(_ODD),
            st.text(max_size=40),
            values.map(lambda value: yaml.safe_dump(value, default_flow_style=True).strip()),
        )
    )
    match data.draw(st.sampled_from(["value", "line", "front", "all"])):
        case "value":
            lines[at] = f"{lines[at].partition(':')[0]}: {new}"
        case "line":
            lines[at] = new
        case "front":
            lines.insert(at, new)
        case _:
            lines = ["---", new, "---", new] if data.draw(st.booleans()) else [new]
    return "\n".join(lines)


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
@BOUNDS
def test_a_file_with_anything_in_it_is_read_or_reported(
    knowledge: Path, name: str, data: st.DataObject
) -> None:
    path = knowledge / name
    before = path.read_bytes() if path.exists() else b"ctc: child tax credit\n"
    try:
        raw = changed(before.decode(), data).encode("utf-8", "replace")
        path.write_bytes(
            data.draw(st.sampled_from([raw, raw + b"\xff", raw.replace(b"\n", b"\r")]))
        )
        corpus = load_corpus(knowledge)
    finally:
        path.write_bytes(before)
    for fault in corpus.faults:
        assert fault.message
        assert fault.line >= 1
    for entry in corpus.entries.values():
        assert entry.question
        assert entry.body


@given(
    source=st.lists(
        st.one_of(
            st.sampled_from(
                ["{{ ", " }}", "{% if ", " %}", "{% endif %}", 'usd("', '")', "standard_deduction"]
            ),
            st.sampled_from([".single", ".0", ".²", "tax_year", " ** 9", "known(", ")", "()", "|"]),
            st.text(max_size=6),
        ),
        max_size=12,
    ).map("".join)
)
@BOUNDS
def test_a_template_is_rendered_or_its_fault_is_told(knowledge: Path, source: str) -> None:
    figures = load_corpus(knowledge).figures
    with suppress(TemplateFault):
        AnswerTemplate(source, figures).render(YearChoice(None, TODAY))


@given(path=st.text(st.sampled_from("standard_deduction.single0²٣"), max_size=40))
@BOUNDS
def test_a_figure_is_found_or_unknown(knowledge: Path, path: str) -> None:
    figures = load_corpus(knowledge).figures
    with suppress(UnknownFigure):
        figures.value(path, 2025)


@given(question=st.text(min_size=8).map(lambda text: f"Why {text}"))
@BOUNDS
def test_a_begun_entry_is_read_as_it_was_written(question: str) -> None:
    begun = skeleton(question, dt.date(2026, 11, 23))
    front = yaml.safe_load(begun.split("---\n")[1])
    printable = "".join(char if char.isprintable() else " " for char in question)
    assert front["question"] == " ".join(printable.split())


@pytest.mark.parametrize("parse", [parse_week, parse_zone, parse_holidays])
@given(text=st.one_of(st.text(), st.text(st.sampled_from("monfrisat-0123456789:; ,US/٣"))))
@BOUNDS
def test_a_setting_of_hours_is_understood_or_refused(parse: object, text: str) -> None:
    assert callable(parse)
    with suppress(ValueError):
        parse(text)
