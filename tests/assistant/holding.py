"""Owns a supervisor for tests: a Rasa that was killed stays away for as long as a test wants."""

import threading
from collections.abc import Callable

from server.launch.backoff import BackOff
from server.launch.plan import Plan
from server.launch.supervisor import LOOK_EVERY_SECONDS, Supervisor


class HoldingSupervisor(Supervisor):
    """`rasa_may_start` is set unless a test holds Rasa back.

    However often tests kill Rasa, it is started again after a second.
    """

    def __init__(self, plan: Plan, say: Callable[[str], None]) -> None:
        super().__init__(plan, say, BackOff(longest=1.0))
        self.rasa_may_start = threading.Event()
        self.rasa_may_start.set()

    def _start_rasa(self) -> None:
        while not self.rasa_may_start.wait(LOOK_EVERY_SECONDS):
            if self.stopping or self.server.ended:
                return
        super()._start_rasa()
