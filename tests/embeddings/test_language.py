"""How hard a text is: syllables, sentences, grade, acronyms."""

import pytest

from embeddings.language import plain_words, reading, sentences, syllables, unexplained_acronyms


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "tax files rules rates states passed owed you IRS $15,750 2025"),
        (2, "taxes cases wages refund filer someone household amount business statement"),
        (3, "employer taxpayer deduction penalty earlier Medicare"),
        (4, "January February separately identity itemizing usually"),
        (5, "individual administration disability"),
    ],
    ids=str,
)
def test_syllables(count: int, words: str) -> None:
    assert {word: syllables(word) for word in words.split()} == dict.fromkeys(words.split(), count)


def test_sentences_end_where_people_stop() -> None:
    text = "Use [Where's My Refund?](https://www.irs.gov/x) or call. U.S. citizens too."
    text += "\n\n- One\n- Two."
    assert sentences(plain_words(text)) == [
        "Use Where's My Refund? or call",
        "US citizens too",
        "One",
        "Two.",
    ]


def test_hard_words_and_long_sentences_raise_the_grade() -> None:
    easy = reading("The cat sat on the mat. It was big.")
    hard = reading(
        "Beneficiaries necessarily accumulate considerable administrative responsibilities."
    )
    assert easy.grade < 3 < 20 < hard.grade
    assert easy.words_a_sentence == 4.5


def test_no_words_no_grade() -> None:
    assert reading("").grade == 0.0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("See MAGI.", ["MAGI"], id="unexplained"),
        pytest.param("Your ITINs count.", ["ITIN"], id="plural"),
        pytest.param("modified AGI (MAGI), and AGI (income less some costs)", [], id="explained"),
        pytest.param("The IRS asks.", [], id="common"),
        pytest.param("Form W-2, Schedule SE, code DD, notice CP2000", [], id="names on paper"),
        pytest.param("- AA, BB: Roth savings", [], id="a list of codes"),
        pytest.param('write "VOID" on it', [], id="a word to write"),
        pytest.param("Part II of the form, in the U.S.", ["US"], id="roman numeral"),
    ],
)
def test_acronyms(text: str, found: list[str]) -> None:
    assert unexplained_acronyms(text, {"IRS"}) == found
