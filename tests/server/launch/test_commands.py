"""Tests of running a long command."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from server.launch import commands
from server.launch.commands import StepFailed, run_logged


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_its_output_goes_to_the_log_and_its_time_to_the_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "logs" / "step.log"
    run_logged(_python("print('many lines')"), "installing", log, folder=tmp_path)
    assert log.read_text() == "many lines\n"
    assert capsys.readouterr().out == "  installing: 0 s\n"


@pytest.mark.parametrize(
    ("printed", "remedy"),
    [
        pytest.param("OSError: No space left on device", "disk is full", id="disk"),
        pytest.param("No matching distribution found for x", "network, proxy", id="index"),
        pytest.param("something else", "see the log", id="unknown"),
    ],
)
def test_a_failure_shows_remedy_tail_and_log(tmp_path: Path, printed: str, remedy: str) -> None:
    log = tmp_path / "step.log"
    log.write_text("an earlier command: No space left on device\n")
    with pytest.raises(StepFailed) as raised:
        run_logged(_python(f"print({printed!r}); exit(3)"), "installing", log, folder=tmp_path)
    message = str(raised.value)
    assert message.startswith("installing failed (exit code 3)")
    assert remedy in message.splitlines()[0]
    assert f"    {printed}" in message
    assert str(log) in message


def test_a_program_that_is_not_there_is_a_failed_step(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="cannot run"):
        run_logged([tmp_path / "none"], "installing", tmp_path / "log", folder=tmp_path)


def test_long_work_says_so_where_there_is_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "LINE_EVERY_SECONDS", 0.0)
    run_logged(_python("import time; time.sleep(0.4)"), "training", tmp_path / "l", folder=tmp_path)
    assert "  training, 0 s so far\n" in capsys.readouterr().out


def test_interrupting_us_ends_the_command(tmp_path: Path) -> None:
    child = "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); "
    ours = (
        "import signal, sys; from pathlib import Path; "
        # Started in the background, as CI may do, a process is born deaf to SIGINT.
        "signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from server.launch.commands import run_logged; "
        f"run_logged([sys.executable, '-c', {child + 'time.sleep(600)'!r}], 'x', "
        "Path('log'), folder=Path('.'))"
    )
    root = str(Path(commands.__file__).parents[2])
    with subprocess.Popen(
        _python(ours), cwd=tmp_path, env={**os.environ, "PYTHONPATH": root}, stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 20
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
