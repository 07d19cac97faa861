"""Owns the running of actions: one call of Rasa's in, events and messages out."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from server.errors import Conflict, NotFound


class ActionRejected(Conflict):
    """The action declined to run: Rasa asks its policies again. Rasa knows it by status 400."""

    status, code = 400, "action_rejected"


class ActionRunner:
    """Runs actions by name."""

    def __init__(self, executor: ActionExecutor) -> None:
        self._executor = executor

    async def run(self, call: Mapping[str, Any]) -> Mapping[str, Any]:
        """The result as Rasa reads it. Raises NotFound for an action that does not exist."""
        try:
            result = await self._executor.run(dict(call))
        except ActionNotFoundException as error:
            raise NotFound(f"There is no action {error.action_name}.") from error
        except ActionExecutionRejection as error:
            raise ActionRejected(str(error)) from error
        return {"events": [], "responses": []} if result is None else result.model_dump()
