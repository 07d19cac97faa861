"""Owns running Rasa and the server, `python -m server.launch.supervisor`: start, watch, stop."""

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

import httpx
from pydantic import ValidationError

from server.launch.backoff import BackOff
from server.launch.child import Child, write_pid
from server.launch.commands import Progress
from server.launch.plan import Plan, plan_for
from server.launch.preconditions import CannotStart, check
from server.settings import Settings

LOOK_EVERY_SECONDS = 0.2
STOP_SECONDS = 10.0
READY_SECONDS = 180.0
# Ended so often before it was ever up, Rasa is no longer waited for.
HOPELESS_STARTS = 3
FOR_STAFF = (
    "Staff sign in at /desk. An account: "
    ".venv/bin/python -m server staff add LOGIN --name NAME --role admin"
)


class NotReady(RuntimeError):
    """The assistant did not become ready; the message says which part and where its log is."""


class Supervisor:
    """Rasa and the server, from start to stop.

    A thread watches them. When the server ends, it stops Rasa too, says why in `fault`, and then
    sets `ended`.
    """

    def __init__(
        self,
        plan: Plan,
        say: Callable[[str], None] | None = None,
        backoff: BackOff | None = None,
    ) -> None:
        self.plan = plan
        self.server = Child(plan.server, plan.folder)
        self.rasa = Child(plan.rasa, plan.folder)
        self.ended = threading.Event()
        self.fault: str | None = None
        self._say = say or _print
        self._backoff = backoff or BackOff()
        self._stopping = threading.Event()
        # Starts the processes itself: on Linux they end with the thread that started them.
        self._watch = threading.Thread(target=self._keep_running, name="watch", daemon=True)
        self._pid_file = plan.var / "run" / "supervisor.pid"
        self._client = httpx.Client(trust_env=False, timeout=2.0)
        self._rasa_ends = 0

    def start(self) -> None:
        """Raises CannotStart, having started nothing."""
        if (warning := check(self.plan)) is not None:
            self._say(warning)
        for child in (self.server, self.rasa):
            child.keep_one_old_log()
        write_pid(self._pid_file, os.getpid())
        self._watch.start()

    def wait_ready(self, seconds: float = READY_SECONDS) -> float:
        """The seconds it took. Raises NotReady when it took longer or cannot be any more."""
        progress = Progress()
        try:
            while not self.is_up(self.plan.server.ready_url):
                awaited = self._awaited()
                if self._stopping.is_set() or self.ended.is_set():
                    raise NotReady(self.fault or "stopped before it was ready")
                if progress.seconds > seconds:
                    raise NotReady(f"not ready after {seconds:.0f} s, {awaited}: {self._logs()}")
                if self._rasa_ends >= HOPELESS_STARTS:
                    raise NotReady(f"Rasa does not start:\n{self.rasa.log_tail()}")
                progress.show(awaited)
                self.ended.wait(LOOK_EVERY_SECONDS)
        finally:
            progress.clear()
        return progress.seconds

    def ask_to_stop(self) -> None:
        """Returns at once; `ended` is set when all has stopped. Asked again, it kills."""
        if self._stopping.is_set():
            self.server.kill()
            self.rasa.kill()
        else:
            self._stopping.set()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def stop(self) -> None:
        """Ends both processes and all they started. May be called again, and before start()."""
        self._stopping.set()
        self._client.close()
        if self._watch.ident is None:  # never started: the pid file, if any, is another's
            return
        self._watch.join()
        self._pid_file.unlink(missing_ok=True)

    def is_up(self, url: str) -> bool:
        try:
            return self._client.get(url).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def _keep_running(self) -> None:
        try:
            self._start_rasa()
            self.server.start()
            self._watch_both()
        except OSError as error:
            self.fault = f"cannot start a process: {error}"
        finally:
            self._end_both()
            self.ended.set()

    def _watch_both(self) -> None:
        backoff, restart_at, missing = self._backoff, None, False
        while not self._stopping.wait(LOOK_EVERY_SECONDS):
            now = time.monotonic()
            if how := self.server.ended:
                self.fault = f"the server ended ({how}):\n{self.server.log_tail()}"
                return
            if restart_at is not None:
                if now >= restart_at:
                    self._start_rasa()
                    restart_at = None
            elif how := self.rasa.ended:
                self._rasa_ends += 1
                delay, missing = backoff.delay_after_end(now), True
                restart_at = now + delay
                self._say(
                    f"Rasa ended ({how}): starting it again in {delay:.0f} s, until then answers "
                    f"come without it ({self.plan.rasa.log})"
                )
            elif missing and self.is_up(self.plan.rasa.ready_url):
                backoff.up(now)
                missing = False
                self._say("Rasa is back")

    def _start_rasa(self) -> None:
        self.rasa.kill()
        unpacked = self.plan.var / "tmp"
        shutil.rmtree(unpacked, ignore_errors=True)
        unpacked.mkdir(parents=True)
        self.rasa.start()

    def _end_both(self) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        for child in (self.server, self.rasa):
            child.ask_to_stop()
        for child in (self.server, self.rasa):
            child.stop(deadline - time.monotonic())
        shutil.rmtree(self.plan.var / "tmp", ignore_errors=True)

    def _awaited(self) -> str:
        waits = []
        if not self.is_up(self.plan.alive_url):
            waits.append("the server loads the encoder and the index")
        if not self.is_up(self.plan.rasa.ready_url):
            waits.append("Rasa loads its model")
        return "waiting: " + (", ".join(waits) or "the server looks for Rasa")

    def _logs(self) -> str:
        return f"see {self.plan.server.log} and {self.plan.rasa.log}"


def _print(text: str) -> None:
    # On a terminal, in place of the line of progress that may stand there.
    print(f"\r\x1b[K{text}" if sys.stdout.isatty() else text, flush=True)


def main() -> int:
    """0 when asked to stop, 1 when it could not start or the server ended by itself."""
    try:
        settings = Settings()
    except ValidationError as error:
        return _failed(
            "\n".join(_setting_fault(item["loc"], item["msg"]) for item in error.errors())
        )
    supervisor = Supervisor(plan_for(settings))

    def stop(number: int, frame: FrameType | None) -> None:
        supervisor.ask_to_stop()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        supervisor.start()
        _announce(supervisor)
        while not supervisor.ended.wait(3600):
            pass
    except CannotStart as error:
        return _failed(str(error))
    finally:
        supervisor.stop()
    if supervisor.fault:
        return _failed(supervisor.fault)
    print("stopped", flush=True)
    return 0


def _announce(supervisor: Supervisor) -> None:
    """Says where to go once it is ready, or that it serves without Rasa."""
    plan = supervisor.plan
    try:
        seconds = supervisor.wait_ready()
    except NotReady as error:
        if supervisor.stopping:
            return
        if supervisor.is_up(plan.alive_url):
            print(f"{error}\nServing without Rasa at {plan.address}", flush=True)
        else:
            supervisor.fault = supervisor.fault or str(error)
            supervisor.ask_to_stop()
        return
    print(
        f"Ready after {seconds:.0f} s: {plan.address} (Ctrl-C stops everything)\n{FOR_STAFF}",
        flush=True,
    )


def _setting_fault(place: tuple[int | str, ...], message: str) -> str:
    return f"ASSISTANT_{'_'.join(str(part) for part in place).upper()}: {message}"


def _failed(message: str) -> int:
    print(f"error: {message}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
