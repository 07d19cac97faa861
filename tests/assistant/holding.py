"""Owns a supervisor for tests: a Rasa that was killed stays away for as long as a test wants."""

import threading
from collections.abc import Callable

from server.launch.backoff import BackOff
from server.launch.plan import Plan
from server.launch.supervisor import LOOK_EVERY_SECONDS, Supervisor


class HoldingSupervisor(Supervisor):
    """However often tests kill Rasa, it is started again after a second, unless held back."""

    def __init__(self, plan: Plan, say: Callable[[str], None]) -> None:
        super().__init__(plan, say, BackOff(longest=1.0))
        self._may_start = threading.Event()
        self._may_start.set()
        self._deciding = threading.Lock()

    def hold_rasa_back(self) -> None:
        """From here on none is started that was not before."""
        with self._deciding:
            self._may_start.clear()

    def let_rasa_start(self) -> None:
        self._may_start.set()

    def _start_rasa(self) -> None:
        while not (self.stopping or self.server.ended):
            self._may_start.wait(LOOK_EVERY_SECONDS)
            with self._deciding:
                if self._may_start.is_set():
                    super()._start_rasa()
                    return
