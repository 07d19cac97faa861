"""Short forms: read with their words, and a file of them that is no list."""

from pathlib import Path

import pytest

from embeddings.abbreviations import Abbreviations, read_abbreviations

FOUND = Abbreviations({"CTC": "child tax credit", "w/h": "withholding", "se tax": "the tax"})


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("ctc 2026", "ctc (child tax credit) 2026", id="first"),
        pytest.param("how much is the CTC?", "how much is the CTC (child tax credit)?", id="case"),
        pytest.param("my w/h is low", "my w/h (withholding) is low", id="with a slash"),
        pytest.param("SE tax rate", "SE tax (the tax) rate", id="two words"),
        pytest.param("actc", "actc", id="part of a word"),
        pytest.param("ss/ctc", "ss/ctc", id="part of a pair"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_short_form_is_followed_by_its_words(text: str, read: str) -> None:
    assert FOUND.spelled_out(text) == read


def test_without_short_forms_a_text_stays() -> None:
    assert Abbreviations().spelled_out("ctc") == "ctc"
    found, faults = read_abbreviations({})
    assert (found.spelled_out("ctc"), faults) == ("ctc", [])


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        pytest.param(b"- ctc", "is not a list of abbreviations", id="a list"),
        pytest.param(b"ctc: 5", "ctc: ", id="a number"),
        pytest.param(b"ctc: [", "cannot be read", id="no YAML"),
        pytest.param(b"ctc: \xff", "cannot be read", id="no UTF-8"),
    ],
)
def test_a_faulty_file_is_told(raw: bytes, told: str) -> None:
    found, (fault,) = read_abbreviations({Path("abbreviations.yml"): raw})
    assert told in fault.message
    assert found.spelled_out("ctc") == "ctc"
