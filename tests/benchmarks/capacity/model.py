"""Owns what the simulation is given: the cost of a turn, how many of each there are, a crowd."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Costs:
    """Seconds of a turn, in the mean; CPU unless it is said to be a wait.

    `server` without the encoding is spent in three equal parts: before Rasa, in the action, after.
    `rasa` is spent in two: before and after the action. `wait` is nobody's, as that for a disk;
    `rasa_blocked` is waited for by Rasa's event loop, which does nothing else meanwhile.
    `sigma`: turns are unequal; the CPU of each is its mean times a lognormal number.
    """

    server: float
    encoding: float
    rasa: float
    client: float = 0.0
    database: float = 0.0
    wait: float = 0.0
    rasa_blocked: float = 0.0
    sigma: float = 0.0

    @property
    def cpu(self) -> float:
        return self.server + self.rasa + self.client + self.database


@dataclass(frozen=True)
class Shape:
    """How many of each. `cores` are shared by all; None: every process has one of its own."""

    servers: int
    rasas: int
    cores: int | None = None
    database_cores: int = 1


@dataclass(frozen=True)
class Crowd:
    """`people` who each wait `think` seconds, in the mean, between a reply and the next message.

    `more` of them come at the second `more_at`.
    """

    people: int
    think: float
    more: int = 0
    more_at: float = 0.0


@dataclass(frozen=True)
class Span:
    """`seconds` that are looked at, after `warm_up` seconds that are not."""

    seconds: float
    warm_up: float = 0.0

    @property
    def end(self) -> float:
        return self.warm_up + self.seconds
