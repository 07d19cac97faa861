"""Owns conversation tests as items of pytest."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.runner import items
from tests.runner.assistant import Assistant
from tests.runner.cases import Case
from tests.runner.diff import diff
from tests.runner.reading import read_file
from tests.runner.results import Outcome
from tests.runner.running import Runner
from tests.runner.yaml_nodes import ReadingError


class NotPassed(Exception):
    """A case failed or could not be run; the text is what pytest shows."""


class ConversationFile(pytest.Module):
    """A file of `tests/conversations`."""

    def _getobj(self) -> Any:
        """What pytest takes for the module: the file is none."""
        return items

    def collect(self) -> Iterator[pytest.Item]:
        try:
            cases = read_file(self.path)
        except ReadingError as error:
            raise self.CollectError(str(error)) from None
        for case in cases:
            item = ConversationItem.from_parent(self, name=case.name, callobj=running(case))
            item.line = case.place.line
            item.add_marker(pytest.mark.assistant)
            yield item


class ConversationItem(pytest.Function):
    """One case."""

    line = 1

    def reportinfo(self) -> tuple[Any, int, str]:
        return self.path, self.line - 1, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        if isinstance(excinfo.value, NotPassed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args)


def running(case: Case) -> Any:
    """A test of the case, with the fixture it needs."""

    def test(conversing: Assistant) -> None:
        result = Runner(conversing).run(case)
        if result.outcome is Outcome.UNSUPPORTED:
            said = [each.actual for step in result.steps for each in step.mismatches]
            pytest.skip(f"{case.name}: {'; '.join(said)}")
        if result.outcome is not Outcome.PASSED:
            raise NotPassed(diff(result))

    return test
