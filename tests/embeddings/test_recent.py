"""Tests of what is kept of the latest texts."""

from embeddings.recent import Recent


def test_what_was_not_used_for_longest_goes_first() -> None:
    recent: Recent[int] = Recent(2)
    recent.put("one", 1)
    recent.put("two", 2)
    assert recent.get("one") == 1
    recent.put("three", 3)
    assert [recent.get(text) for text in ("one", "two", "three")] == [1, None, 3]
    assert len(recent) == 2


def test_no_text_is_kept() -> None:
    recent: Recent[int] = Recent(2)
    recent.put("what somebody typed", 1)
    assert "somebody" not in repr(vars(recent))
