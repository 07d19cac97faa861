"""Tests of the names of new files."""

import pytest

from server.content.slugs import LONGEST_SLUG, slug_of


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        pytest.param("Can I deduct my cat?", "can-i-deduct-my-cat", id="question"),
        pytest.param("../../etc/passwd", "etc-passwd", id="path"),
        pytest.param("C:\\con\0.md", "c-con-md", id="other path"),
        pytest.param("¿Cuándo?", "cu-ndo", id="accents"),
        pytest.param("???", "new-entry", id="no words"),
        pytest.param("one two three four five six seven", "one-two-three-four-five-six", id="long"),
    ],
)
def test_a_slug_is_made_of_the_first_words(question: str, slug: str) -> None:
    assert slug_of(question) == slug


def test_a_slug_is_short_even_where_words_are_long() -> None:
    slug = slug_of("a" * 59 + " " + "b" * 200)
    assert len(slug) <= LONGEST_SLUG
    assert not slug.endswith("-")
