"""Owns the built-in help desk: staff see tickets here already, so a notice is only logged."""

import structlog

from server.helpdesk.ports import EVENTS, Event, Notice

log = structlog.get_logger()


class LocalDesk:
    """Set up where no other help desk is."""

    name = "local"
    events: frozenset[Event] = EVENTS

    async def deliver(self, notice: Notice) -> None:
        log.info("ticket_notice", notice=notice.id, event_name=notice.event, ticket=notice.subject)
