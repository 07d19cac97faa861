"""The replacing of a folder: whole or not at all, one at a time."""

import threading
from pathlib import Path

import pytest

from embeddings.folders import before, reading, replacing


def content(folder: Path) -> str:
    with reading(folder):
        return (folder / "a").read_text() + (folder / "b").read_text()


def write(folder: Path, text: str) -> None:
    with replacing(folder, lambda old: "bad" not in (old / "b").read_text()) as fresh:
        (fresh / "a").write_text(text)
        (fresh / "b").write_text(text)


def test_the_new_one_takes_the_place_of_the_old(tmp_path: Path) -> None:
    write(tmp_path / "index", "1")
    write(tmp_path / "index", "2")
    assert content(tmp_path / "index") == "22"
    assert content(before(tmp_path / "index")) == "11"
    assert {path.name for path in tmp_path.iterdir()} == {"index", "index.before", ".index.lock"}


def test_only_a_whole_one_is_kept_as_the_one_before(tmp_path: Path) -> None:
    for text in ("1", "2", "bad", "3"):
        write(tmp_path / "index", text)
    assert content(tmp_path / "index") == "33"
    assert content(before(tmp_path / "index")) == "22"


def test_what_is_not_filled_to_the_end_leaves_the_old_one(tmp_path: Path) -> None:
    write(tmp_path / "index", "1")
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "index", bool):
        raise KeyboardInterrupt
    assert content(tmp_path / "index") == "11"
    assert {path.name for path in tmp_path.iterdir()} == {"index", ".index.lock"}


def test_what_a_killed_one_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".index-left").mkdir()
    write(tmp_path / "index", "1")
    assert not (tmp_path / ".index-left").exists()


def test_a_folder_nobody_replaced_can_be_read(tmp_path: Path) -> None:
    with reading(tmp_path / "nowhere"):
        assert not (tmp_path / "nowhere").exists()


def test_writers_and_readers_at_once_see_whole_folders(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    write(folder, "0")
    seen: list[str] = []

    def writes(text: str) -> None:
        for _ in range(20):
            write(folder, text)

    def reads() -> None:
        for _ in range(100):
            seen.append(content(folder))

    threads = [threading.Thread(target=writes, args=(text,)) for text in "123"]
    threads += [threading.Thread(target=reads) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 300
    assert set(seen) <= {"00", "11", "22", "33"}
