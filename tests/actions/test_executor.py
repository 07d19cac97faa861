"""Tests of the list of actions."""

from actions.executor import all_actions, create_executor
from tests.factories import bot_domain
from tests.fakes import FakeAsyncRetriever, FakeContexts, FakePeople, FakeTickets


def parts() -> tuple[FakeAsyncRetriever, FakeContexts, FakeTickets, FakePeople]:
    return FakeAsyncRetriever(), FakeContexts(), FakeTickets(), FakePeople()


def test_the_actions_are_those_of_the_domain() -> None:
    executor = create_executor(*parts())
    assert sorted(executor.actions) == sorted(bot_domain()["actions"])


def test_each_action_has_its_own_name() -> None:
    actions = all_actions(*parts())
    names = [action.name() for action in actions]
    assert len(names) == len(set(names))
