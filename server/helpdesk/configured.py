"""Owns which help desks are set up: made after the settings, or refused with the reason."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from server.helpdesk.email import CitizenMail, CitizenTicket, StaffMail
from server.helpdesk.local import LocalDesk
from server.helpdesk.ports import HelpDesk
from server.helpdesk.signature import key_of
from server.helpdesk.smtp import MailServer, own_address, smtp_address
from server.helpdesk.webhook import WebhookDesk, checked_address

if TYPE_CHECKING:
    from server.settings import Settings

# In the order in which they are checked.
SETTINGS = ("public_url", "webhook_url", "webhook_secret", "smtp_url", "mail_from", "mail_staff")
DESK_PATH = "/desk/tickets"


def check_help_desk(setting: str, value: str, others: Mapping[str, str]) -> None:
    """Raises ValueError unless the value is well-formed and goes with those before it.

    `others` are those of SETTINGS that come before it and are well-formed themselves.
    """
    if setting == "webhook_url" and value:
        checked_address(value)
    elif setting == "webhook_secret":
        if bool(value) != bool(others.get("webhook_url", value)):
            raise ValueError("a webhook needs ASSISTANT_WEBHOOK_URL and ASSISTANT_WEBHOOK_SECRET")
        if value:
            keys_of(value)
    elif setting == "smtp_url" and value:
        smtp_address(value)
        if not others.get("public_url", value):
            raise ValueError("mail holds links: set ASSISTANT_PUBLIC_URL too")
    elif setting in ("mail_from", "mail_staff"):
        if value and not others.get("smtp_url", value):
            raise ValueError("mail needs ASSISTANT_SMTP_URL")
        if value or (setting == "mail_from" and others.get("smtp_url")):
            own_address(value)


def keys_of(secrets: str) -> list[bytes]:
    return [key_of(secret.strip()) for secret in secrets.split(",")]


def configured(
    settings: "Settings",
    contact_of: Callable[[str], Awaitable[str | None]],
    path_of: Callable[[str], str],
) -> list[HelpDesk]:
    """The help desks of the settings; the built-in one where there is no other.

    `contact_of` and `path_of` give a ticket's contact and its citizen's page, by reference.
    """
    base = settings.public_url or f"http://localhost:{settings.port}"

    def desk_url(reference: str) -> str:
        return f"{base}{DESK_PATH}/{reference}"

    async def ticket_of(reference: str) -> CitizenTicket | None:
        contact = await contact_of(reference)
        return None if contact is None else CitizenTicket(contact, base + path_of(reference))

    found: list[HelpDesk] = []
    if settings.webhook_url:
        keys = keys_of(settings.webhook_secret.get_secret_value())
        found.append(WebhookDesk(settings.webhook_url, keys, desk_url))
    if smtp_url := settings.smtp_url.get_secret_value():
        server, sender = MailServer(smtp_address(smtp_url)), own_address(settings.mail_from)
        if settings.mail_staff:
            found.append(StaffMail(server, sender, own_address(settings.mail_staff), desk_url))
        found.append(CitizenMail(server, sender, ticket_of))
    return found or [LocalDesk()]
