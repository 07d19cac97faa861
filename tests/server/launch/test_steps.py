"""Tests of a step of the set-up: when it is done, when it is skipped."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from server.launch.commands import StepFailed
from server.launch.steps import Project, Step, is_done, run_step


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "one.md").write_text("one")
    (tmp_path / "pins.txt").write_text("a==1")
    return Project(tmp_path)


@pytest.fixture
def step() -> Step:
    return Step("copy", "a copy", ("content", "pins.txt"), ("built",), _build)


def _build(project: Project) -> None:
    (project.root / "built").write_text("whole")


def _fail(project: Project) -> None:
    (project.root / "built").write_text("half")
    raise StepFailed("no network")


def _interrupt(project: Project) -> None:
    (project.root / "built").write_text("half")
    raise KeyboardInterrupt


def test_a_step_is_done_once(
    project: Project, step: Step, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not is_done(step, project)
    assert run_step(step, project)
    assert "copy: done in 0 s" in capsys.readouterr().out
    assert is_done(step, project)
    assert not run_step(step, project)
    assert capsys.readouterr().out == "copy: up to date (a copy)\n"


def _change(project: Project) -> None:
    (project.root / "pins.txt").write_text("a==2")


def _add(project: Project) -> None:
    (project.root / "content" / "two.md").write_text("two")


def _rename(project: Project) -> None:
    (project.root / "content" / "one.md").rename(project.root / "content" / "uno.md")


def _delete_output(project: Project) -> None:
    (project.root / "built").unlink()


def _cache(project: Project) -> None:
    (project.root / "content" / "__pycache__").mkdir()
    (project.root / "content" / "__pycache__" / "one.pyc").write_bytes(b"")
    (project.root / "content" / ".one.md.swp").write_bytes(b"")


@pytest.mark.parametrize(
    ("change", "again"),
    [
        pytest.param(_change, True, id="a file changed"),
        pytest.param(_add, True, id="a file came"),
        pytest.param(_rename, True, id="a file was renamed"),
        pytest.param(_delete_output, True, id="the output is gone"),
        pytest.param(_cache, False, id="only caches and hidden files came"),
    ],
)
def test_what_makes_it_run_again(
    project: Project, step: Step, change: Callable[[Project], None], again: bool
) -> None:
    run_step(step, project)
    change(project)
    assert run_step(step, project) is again


def test_a_damaged_output_is_named_and_made_again(
    project: Project, step: Step, capsys: pytest.CaptureFixture[str]
) -> None:
    def damage(project: Project) -> str | None:
        is_whole = (project.root / "built").read_text() == "whole"
        return None if is_whole else "built is damaged"

    step = dataclasses.replace(step, damage_of=damage)
    assert run_step(step, project)
    assert not run_step(step, project)
    (project.root / "built").write_text("whale")
    capsys.readouterr()
    assert run_step(step, project)
    assert "copy: built is damaged: it is made anew" in capsys.readouterr().out
    assert (project.root / "built").read_text() == "whole"


def test_another_value_makes_it_run_again(project: Project, step: Step) -> None:
    run_step(step, project)
    assert run_step(dataclasses.replace(step, also=("other-encoder",)), project)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        pytest.param(_fail, StepFailed, id="failed"),
        pytest.param(_interrupt, KeyboardInterrupt, id="interrupted"),
    ],
)
def test_what_was_left_half_made_is_made_again(
    project: Project, step: Step, make: Callable[[Project], None], error: type[BaseException]
) -> None:
    run_step(step, project)
    _change(project)
    with pytest.raises(error):
        run_step(dataclasses.replace(step, make=make), project)
    assert run_step(step, project)
    assert (project.root / "built").read_text() == "whole"


def test_going_back_after_a_failure_runs_again(project: Project, step: Step) -> None:
    run_step(step, project)
    _change(project)
    with pytest.raises(StepFailed):
        run_step(dataclasses.replace(step, make=_fail), project)
    (project.root / "pins.txt").write_text("a==1")
    assert run_step(step, project)
