"""Tests of the simulation against queues whose figures are known in closed form."""

import math
import random
from itertools import pairwise

import pytest
import simpy

from tests.benchmarks.capacity.model import Costs, Crowd, Shape, Span
from tests.benchmarks.capacity.simulation import Outcome, simulate
from tests.benchmarks.capacity.stations import SLICE_SECONDS, Cores, Steps, Thread

NOTHING = Costs(server=0.0, encoding=0.0, rasa=0.0)


def erlang_c(width: int, load: float) -> float:
    """The share of those who have to wait, at a load in units of work a unit of time."""
    waiting = load**width / math.factorial(width) * width / (width - load)
    return waiting / (sum(load**n / math.factorial(n) for n in range(width)) + waiting)


@pytest.mark.parametrize(("width", "load"), [(1, 0.5), (1, 0.8), (3, 2.4)])
def test_threads_wait_as_long_as_those_of_the_queue_m_m_c(width: int, load: float) -> None:
    """Arrivals at random, work exponential with a mean of 1: Erlang's formula."""
    env, chance = simpy.Environment(), random.Random(3)
    thread, times = Thread(env, Cores(env, None), width), list[float]()

    def one() -> Steps:
        began = env.now
        yield from thread.use(chance.expovariate(1.0))
        times.append(env.now - began)

    def arrivals() -> Steps:
        while True:
            yield env.timeout(chance.expovariate(load))
            env.process(one())

    env.process(arrivals())
    env.run(until=20_000 / load)
    expected = 1 + erlang_c(width, load) / (width - load)
    assert sum(times) / len(times) == pytest.approx(expected, rel=0.08)


def test_threads_share_a_core_in_slices() -> None:
    """One that needs a slice does not wait for the whole of one that needs a hundred."""
    env = simpy.Environment()
    cores, ended = Cores(env, 1), dict[str, float]()

    def run(name: str, seconds: float) -> Steps:
        yield from Thread(env, cores).use(seconds)
        ended[name] = env.now

    env.process(run("long", 100 * SLICE_SECONDS))
    env.process(run("short", SLICE_SECONDS))
    env.run()
    assert ended == pytest.approx({"short": 2 * SLICE_SECONDS, "long": 101 * SLICE_SECONDS})
    assert cores.busy == pytest.approx(101 * SLICE_SECONDS)


def test_while_rasa_waits_for_the_action_it_serves_others() -> None:
    """Server and Rasa overlap: two turns take less than twice as long as one."""
    costs = Costs(server=0.03, encoding=0.01, rasa=0.03)
    alone, two = (closed(costs, people) for people in (1, 2))
    assert alone.per_second == pytest.approx(1 / 0.06, rel=0.02)
    assert two.per_second > 1.5 * alone.per_second
    assert two.per_second <= 1 / 0.03


def test_what_blocks_the_loop_of_rasa_holds_up_the_others_and_other_waits_do_not() -> None:
    waits = Costs(server=0.003, encoding=0.001, rasa=0.002, wait=0.05)
    blocks = Costs(server=0.003, encoding=0.001, rasa=0.002, rasa_blocked=0.05)
    assert closed(waits, 8).per_second == pytest.approx(8 / 0.055, rel=0.05)
    assert closed(blocks, 8).per_second == pytest.approx(1 / 0.052, rel=0.05)


def closed(costs: Costs, people: int, think: float = 0.0, cores: int | None = None) -> Outcome:
    return simulate(costs, Shape(1, 1, cores), Crowd(people, think), Span(20, 2))


@pytest.mark.parametrize("think", [0.5, 2.0])
def test_people_who_think_give_as_many_turns_as_the_law_of_the_closed_loop(think: float) -> None:
    """Turns a second are people ÷ (time of a turn + time between turns)."""
    costs = Costs(server=0.02, encoding=0.01, rasa=0.01, sigma=0.5)
    found = simulate(costs, Shape(1, 1), Crowd(40, think), Span(60, 5))
    mean = sum(turn.seconds for turn in found.turns) / len(found.turns)
    assert found.per_second == pytest.approx(40 / (mean + think), rel=0.05)


def test_no_more_turns_than_the_cores_have_time_for() -> None:
    costs = Costs(server=0.02, encoding=0.01, rasa=0.01, client=0.005)
    found = closed(costs, 16, cores=2)
    assert found.per_second == pytest.approx(2 / 0.035, rel=0.05)
    one_core = closed(costs, 16, cores=1)
    assert one_core.per_second == pytest.approx(1 / 0.035, rel=0.05)
    assert one_core.busy["cores"] == pytest.approx(1, rel=0.01)


def test_more_processes_never_make_turns_slower_when_there_are_too_few() -> None:
    costs = Costs(server=0.02, encoding=0.01, rasa=0.015, sigma=0.5)
    found = [simulate(costs, Shape(n, n), Crowd(150, 1.0), Span(5, 3)) for n in (1, 2, 3, 5)]
    assert all(few.percentile(95) >= many.percentile(95) for few, many in pairwise(found))
    assert all(few.per_second <= many.per_second for few, many in pairwise(found))


def test_after_the_time_limit_a_server_answers_without_rasa() -> None:
    slow = Costs(server=0.02, encoding=0.01, rasa=0.5)
    found = simulate(slow, Shape(1, 1), Crowd(20, 1.0), Span(20, 5), rasa_timeout=2.0)
    assert found.degraded > 0.3
    assert found.percentile(95) < 3
    quick = simulate(slow, Shape(1, 20), Crowd(20, 1.0), Span(20, 5), rasa_timeout=2.0)
    assert quick.degraded == 0


def test_turns_under_way_grow_when_more_people_come_than_there_is_room_for() -> None:
    costs = Costs(server=0.02, encoding=0.01, rasa=0.02)
    crowd = Crowd(30, 1.0, more=90, more_at=10.0)
    under_way = dict(simulate(costs, Shape(1, 1), crowd, Span(20, 5)).under_way)
    assert under_way[9.0] < 15
    assert under_way[24.0] > 50


def test_the_same_seed_gives_the_same_turns() -> None:
    costs = Costs(server=0.02, encoding=0.01, rasa=0.01, sigma=0.5)
    crowd, span = Crowd(20, 0.5), Span(5)
    first, again = (simulate(costs, Shape(1, 1), crowd, span, seed=4) for _ in range(2))
    assert first == again
    assert simulate(costs, Shape(1, 1), crowd, span, seed=5) != first
