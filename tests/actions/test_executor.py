"""Tests of the list of actions."""

from actions.executor import all_actions, create_executor
from tests.factories import bot_domain
from tests.fakes import FakeAsyncRetriever, FakeTickets


def test_the_actions_are_those_of_the_domain() -> None:
    executor = create_executor(FakeAsyncRetriever(), FakeTickets())
    assert sorted(executor.actions) == sorted(bot_domain()["actions"])


def test_each_action_has_its_own_name() -> None:
    names = [action.name() for action in all_actions(FakeAsyncRetriever(), FakeTickets())]
    assert len(names) == len(set(names))
