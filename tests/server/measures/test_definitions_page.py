"""Tests of the page of definitions."""

from server.measures.definitions import COUNTS, MEASURES, QUANTILES, SHARES
from server.measures.definitions_page import README, definitions_page


def test_the_readme_is_made_of_the_definitions() -> None:
    """After a change of definitions: `python -m server measures readme`."""
    assert README.read_text(encoding="utf-8") == definitions_page()


def test_each_measure_is_defined_in_sentences() -> None:
    for measure in MEASURES.values():
        assert measure.definition[0].isupper(), measure.key
        assert measure.definition.endswith("."), measure.key
        assert "|" not in measure.definition


def test_what_is_made_of_counts_names_counts() -> None:
    made_of = {key for share in SHARES.values() for key in (*share.parts, *share.wholes)}
    assert made_of | {each.of for each in QUANTILES.values()} <= set(COUNTS)
    told = {key for key, each in MEASURES.items() if each.kind in ("share", "time")}
    assert told == {*SHARES, *QUANTILES}
