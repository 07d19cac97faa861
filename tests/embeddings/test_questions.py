"""The parts of a message that ask something."""

import pytest

from embeddings.questions import MOST_PARTS, asked_parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param(
            "Where is my refund? How do I get more time?",
            ["Where is my refund?", "How do I get more time?"],
            id="two sentences",
        ),
        pytest.param(
            "when are taxes due and how do i get more time",
            ["when are taxes due", "how do i get more time"],
            id="and",
        ),
        pytest.param(
            "is my pension taxed, and also can i deduct my car?",
            ["is my pension taxed", "can i deduct my car?"],
            id="and also",
        ),
        pytest.param(
            "what days are the payments due & where do i send them",
            ["what days are the payments due", "where do i send them"],
            id="ampersand",
        ),
        pytest.param(
            "where is my refund, how long does it take",
            ["where is my refund", "how long does it take"],
            id="comma",
        ),
        pytest.param(
            "We moved in June. Where is my refund?", ["Where is my refund?"], id="a story before it"
        ),
        pytest.param("how do i file\nwhere do i mail it", None, id="lines"),
        pytest.param("where is my refund", ["where is my refund"], id="one question"),
        pytest.param("my refund is late", [], id="no question word"),
        pytest.param("my refund and my extension", [], id="two things, no question"),
        pytest.param(
            "do i claim my wife and my son", ["do i claim my wife and my son"], id="a plain and"
        ),
        pytest.param("really? why? where is my refund", ["where is my refund"], id="exclamations"),
        pytest.param("", [], id="nothing"),
        pytest.param("?!...", [], id="marks alone"),
    ],
)
def test_parts(text: str, parts: list[str] | None) -> None:
    wanted = ["how do i file", "where do i mail it"] if parts is None else parts
    assert asked_parts(text) == wanted


def test_a_list_of_questions_has_an_end() -> None:
    text = " ".join(f"where is my form {at}?" for at in range(9))
    assert asked_parts(text) == [f"where is my form {at}?" for at in range(MOST_PARTS)]
