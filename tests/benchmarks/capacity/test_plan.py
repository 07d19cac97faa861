"""Tests of the plan's arithmetic, of given costs of a turn."""

from dataclasses import replace

import pytest

from server.settings import Settings
from tests.benchmarks.capacity.model import Costs
from tests.benchmarks.capacity.plan import (
    MOST_BUSY,
    Turn,
    connections,
    costs_of,
    plan_for,
)

ALONE = Turn(0.02, 0.013, 0.004, 0.001, 0.001, events=4.0, heard=0.0, told=0.0)


def test_as_many_processes_as_are_busy_for_the_time_allowed() -> None:
    plan = plan_for(ALONE, 500)
    assert (plan.servers, plan.rasas, plan.database_cores) == (16, 10, 4)
    assert 500 * ALONE.server / plan.servers <= MOST_BUSY
    assert 500 * ALONE.server / (plan.servers - 1) > MOST_BUSY
    assert plan.redis_busy == pytest.approx(0.5)
    assert plan.cores == 16 + 10 + 4 + 1 + 1


def test_a_few_people_need_one_of_each() -> None:
    plan = plan_for(ALONE, 1)
    assert (plan.servers, plan.rasas, plan.database_cores) == (1, 1, 1)


def test_what_servers_hear_of_each_other_is_part_of_their_load() -> None:
    hearing = replace(ALONE, heard=0.00004)
    plan = plan_for(hearing, 500)
    assert plan.servers > plan_for(ALONE, 500).servers
    assert 500 * hearing.of_server(plan.servers) / plan.servers <= MOST_BUSY
    fewer = plan.servers - 1
    assert 500 * hearing.of_server(fewer) / fewer > MOST_BUSY
    assert plan.hearing == pytest.approx(500 * 4 * 0.00004 * fewer / plan.servers)


@pytest.mark.parametrize(
    ("turn", "rate", "installations"),
    [
        pytest.param(ALONE, 650, 1, id="Redis is as busy as it may be"),
        pytest.param(ALONE, 700, 2, id="Redis would be too busy"),
        pytest.param(replace(ALONE, heard=0.00004), 5000, 8, id="hearing alone takes all the time"),
        pytest.param(replace(ALONE, told=0.00001), 500, 2, id="Redis has too many to tell"),
    ],
)
def test_as_few_installations_as_will_do(turn: Turn, rate: float, installations: int) -> None:
    plan = plan_for(turn, rate)
    assert plan.installations == installations
    assert plan.turns_per_second == rate / installations
    assert plan.redis_busy <= MOST_BUSY
    assert plan.hearing < MOST_BUSY


def test_connections_are_those_of_all_pools() -> None:
    plan = plan_for(ALONE, 500)
    pool = Settings.model_fields["database_pool_size"].default
    assert connections(plan) == 16 * (pool + 1) + 10 * 15


def test_the_simulation_of_a_plan_spends_what_the_plan_counts() -> None:
    hearing = replace(ALONE, heard=0.00004)
    plan = plan_for(hearing, 500)
    like = Costs(0.03, 0.01, 0.02, client=0.002, wait=0.004, rasa_blocked=0.003, sigma=0.4)
    costs = costs_of(hearing, plan, like)
    assert costs.server == pytest.approx(hearing.of_server(plan.servers))
    assert costs.rasa + costs.rasa_blocked == pytest.approx(hearing.rasa)
    assert (costs.client, costs.wait, costs.sigma) == (0.0, 0.004, 0.4)
