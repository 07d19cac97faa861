"""Tests of making an environment, with made-up Pythons: what goes in, and what a failure leaves."""

from pathlib import Path

import pytest

from server.launch import environments, pytorch
from server.launch.commands import StepFailed
from server.launch.environments import (
    make_benchmark_environment,
    make_rasa_environment,
    make_server_environment,
    pins,
)
from server.launch.steps import Project

# Plays `python -m venv`, `python -m pip`: writes down what it was asked, fails where `fails` says.
PLAYED = """#!/bin/sh
echo "$@" >> {root}/asked
case "$*" in *"{fails}"*) echo "no matching file" >&2; exit 1;; esac
if [ "$2" = venv ]; then mkdir -p "$4/bin" && cp "$0" "$4/bin/python"; fi
case "$*" in *--report*) echo '{report}';; esac
"""
CPU = '{"install": [{"metadata": {"version": "2.13.0+cpu"}, "download_info": {"url": ""}}]}'
CPU_BY_URL = (
    '{"install": [{"metadata": {}, "download_info": {"url": "x/torch-2.13.0%2Bcpu-a.whl"}}]}'
)
CUDA = '{"install": [{"metadata": {"version": "2.13.0"}, "download_info": {"url": "x/torch.whl"}}]}'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "bot").mkdir()
    (tmp_path / "constraints.txt").write_text("# all\npip==26.3\ntorch==2.13.0\nyaml==1\n")
    (tmp_path / "bot" / "requirements.txt").write_text(
        'pip==26.3\nsetuptools==70.3.0\nrasa==3.6.21\ntf==1 ; sys_platform != "darwin"\n'
    )
    return Project(tmp_path)


def _play(
    project: Project, monkeypatch: pytest.MonkeyPatch, *, fails: str = "#", report: str = CPU
) -> None:
    python = project.root / "base"
    python.write_text(PLAYED.format(root=project.root, fails=fails, report=report))
    python.chmod(0o755)
    monkeypatch.setattr(environments, "find_python", lambda *_: python)
    monkeypatch.setattr("sys.platform", "linux")


def _asked(project: Project) -> list[str]:
    return (project.root / "asked").read_text().splitlines()


def test_pins_are_read_without_markers_and_comments(project: Project) -> None:
    assert pins(project.root / "bot" / "requirements.txt")["tf"] == "tf==1"
    assert list(pins(project.root / "constraints.txt")) == ["pip", "torch", "yaml"]


def test_rasas_environment_is_built_by_its_own_pinned_tools(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    _play(project, monkeypatch)
    make_rasa_environment(project)
    asked = _asked(project)
    assert asked[1] == "-m pip install pip==26.3 setuptools==70.3.0"
    assert "--no-build-isolation" in asked[2]
    assert asked[3] == "-m pip check"


@pytest.mark.parametrize("report", [CPU, CPU_BY_URL], ids=["by version", "by file name"])
def test_pytorch_comes_first_and_from_pip_when_that_gets_the_cpu_build(
    project: Project, monkeypatch: pytest.MonkeyPatch, report: str
) -> None:
    _play(project, monkeypatch, report=report)
    make_server_environment(project)
    installs = [line for line in _asked(project) if " install " in line and "--dry" not in line]
    assert [line.split()[-1].rsplit("/", 1)[-1] for line in installs] == [
        "pip==26.3",
        "torch==2.13.0",
        "constraints.txt",
    ]


def test_else_pytorch_comes_from_uv(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    _play(project, monkeypatch, report=CUDA)
    monkeypatch.setattr(pytorch, "uv_program", lambda *_: project.root / "base")
    make_server_environment(project)
    python = project.root / ".venv" / "bin" / "python"
    assert f"pip install --python {python} --torch-backend cpu torch==2.13.0" in _asked(project)


def test_else_pytorch_is_the_usual_one_and_that_is_said(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _play(project, monkeypatch, report=CUDA, fails="--torch-backend")
    monkeypatch.setattr(pytorch, "uv_program", lambda *_: project.root / "base")
    make_server_environment(project)
    assert "no CPU build of PyTorch can be had here" in capsys.readouterr().out


@pytest.mark.parametrize("fails", ["-m venv", "pip==26.3", "-r ", "pip check"])
def test_a_failure_leaves_no_environment(
    project: Project, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    _play(project, monkeypatch, fails=fails)
    with pytest.raises(StepFailed, match="no matching file"):
        make_rasa_environment(project)
    assert not (project.root / ".venv-rasa").exists()


def test_an_environment_shared_with_another_clone_is_left_to_it(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _play(project, monkeypatch)
    others = tmp_path / "other clone"
    others.mkdir()
    (others / "kept").touch()
    (project.root / ".venv-rasa").symlink_to(others)
    make_rasa_environment(project)
    assert [path.name for path in others.iterdir()] == ["kept"]
    assert (project.root / ".venv-rasa" / "bin" / "python").is_file()


def test_the_benchmarks_see_the_servers_packages_but_cannot_replace_them(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    _play(project, monkeypatch)
    make_server_environment(project)
    packages = Path("lib") / "python3.11" / "site-packages"
    (project.root / ".venv" / packages).mkdir(parents=True)
    own = project.var / "benchmark-environment" / packages
    own.mkdir(parents=True)
    (project.root / "asked").unlink()
    (project.root / "tests" / "benchmarks").mkdir(parents=True)
    (project.root / "tests" / "benchmarks" / "requirements.txt").write_text("locust==2.47.0\n")
    make_benchmark_environment(project)
    made, install, checked = _asked(project)
    assert made == f"-m venv --clear {project.var / 'benchmark-environment'} --without-pip"
    assert "install --no-deps" in install
    assert checked.endswith("check")
    told = (own / "server-environment.pth").read_text()
    assert told == f"{project.root / '.venv' / packages}\n"
