"""Owns notices by e-mail: to the agency's mailbox, and to a citizen who has a reply to read."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from server.helpdesk.ports import DeliveryFailed, Event, Notice
from server.helpdesk.smtp import MailServer, mail_address

# What somebody at the agency has to see to.
_EVENT_LINES: dict[Event, str] = {
    "ticket.opened": "A new ticket was opened.",
    "ticket.citizen_replied": "The citizen wrote in the ticket.",
    "ticket.reopened": "The ticket was reopened.",
}
# What becomes part of a header is one of our own words, never what somebody typed.
_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,40}")
_NOTICE_ID = re.compile(r"[A-Za-z0-9_.-]{1,60}")
CITIZEN_TEXT = """\
There is a reply to your ticket {reference}.

Read it, and reply, on your ticket's page:
{url}

Keep this link to yourself: whoever has it can read your ticket.
For your privacy the reply itself is not in this message.
Please do not answer this message: nobody reads this mailbox.
"""
STAFF_TEXT = """\
{line}

Ticket: {reference}
{facts}
Open it at the desk:
{url}
"""


class StaffMail:
    """Tells the agency's mailbox; what citizens wrote stays at the desk."""

    name = "email"
    events: frozenset[Event] = frozenset(_EVENT_LINES)

    def __init__(
        self, server: MailServer, sender: Address, to: Address, desk_url: Callable[[str], str]
    ) -> None:
        self._server = server
        self._sender = sender
        self._to = to
        self._desk_url = desk_url

    async def deliver(self, notice: Notice) -> None:
        facts = "".join(
            f"{name.capitalize()}: {' '.join(str(notice.payload[name]).split())}\n"
            for name in ("status", "topic", "priority")
            if notice.payload.get(name) is not None
        )
        line = _EVENT_LINES.get(notice.event, "Something happened to the ticket.")
        text = STAFF_TEXT.format(
            line=line, reference=notice.subject, facts=facts, url=self._desk_url(notice.subject)
        )
        message = message_of(self.name, notice, self._sender, self._to, line, text)
        await self._server.send(message, self._sender, self._to)


@dataclass(frozen=True)
class CitizenTicket:
    """How a ticket's citizen is reached: what they gave as their contact, and their link."""

    contact: str
    url: str


class CitizenMail:
    """Tells a citizen who gave an e-mail address that there is a reply: the link, not the text.

    The address is asked for when the mail is sent; it is not stored with the delivery.
    """

    name = "citizen_email"
    events: frozenset[Event] = frozenset({"ticket.staff_replied"})

    def __init__(
        self,
        server: MailServer,
        sender: Address,
        ticket_of: Callable[[str], Awaitable[CitizenTicket | None]],
    ) -> None:
        self._server = server
        self._sender = sender
        self._ticket_of = ticket_of

    async def deliver(self, notice: Notice) -> None:
        """Does nothing for a ticket whose citizen gave no e-mail address, or that is gone."""
        ticket = await self._ticket_of(notice.subject)
        to = None if ticket is None else mail_address(ticket.contact)
        if ticket is None or to is None:
            return
        text = CITIZEN_TEXT.format(reference=notice.subject, url=ticket.url)
        message = message_of(
            self.name, notice, self._sender, to, "There is a reply to your ticket.", text
        )
        await self._server.send(message, self._sender, to)


def message_of(
    name: str, notice: Notice, sender: Address, to: Address, line: str, text: str
) -> EmailMessage:
    """The same Message-ID at every attempt, so that a repeat can be dropped."""
    if not _REFERENCE.fullmatch(notice.subject) or not _NOTICE_ID.fullmatch(notice.id):
        raise DeliveryFailed("The notice's reference or id is malformed.", is_final=True)
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = f"{line.rstrip('.')} ({notice.subject})"
    message["Date"] = format_datetime(notice.occurred_at)
    message["Message-ID"] = f"<{notice.id}.{name}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message
