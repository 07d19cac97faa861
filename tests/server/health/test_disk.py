"""Tests of the check of the disk."""

from pathlib import Path

from server.health.disk import disk_of


def test_it_leaves_nothing_behind(tmp_path: Path) -> None:
    assert disk_of(tmp_path, 1) == "up"
    assert list(tmp_path.iterdir()) == []


def test_less_free_than_wanted_is_low(tmp_path: Path) -> None:
    assert disk_of(tmp_path, 10**12) == "low"


def test_where_nothing_can_be_written_it_is_down(tmp_path: Path) -> None:
    assert disk_of(tmp_path / "not there", 1) == "down"
