"""Owns what endpoints share: the parts of the running server and the caller's identity."""

from dataclasses import dataclass
from ipaddress import ip_network
from typing import Annotated

from fastapi import Depends, Request, Security

from server.api_description import BearerToken
from server.content.live_retriever import LiveRetriever
from server.content.publishing import Publisher
from server.content.suggestions import SuggestedQuestions
from server.content.unanswered import UnansweredQuestions
from server.conversations.desk_view import DeskChats
from server.conversations.events import LiveEvents
from server.conversations.people import StaffPeople
from server.conversations.relay import EventRelay
from server.conversations.service import Conversations
from server.conversations.takeovers import Takeovers
from server.database import Database
from server.desk.drafts import Drafts
from server.dialogue.rasa_client import RasaClient
from server.edge.limits import RateLimits
from server.edge.streams import OpenStreams
from server.feedback.service import FeedbackBook
from server.helpdesk.deliveries import Deliveries
from server.helpdesk.service import Outbox
from server.privacy.masking import Masker
from server.redis_link import RedisLink
from server.settings import Settings
from server.staff.accounts import StaffAccounts
from server.staff.openid_sign_in import OpenIdSignIn
from server.staff.roster import StaffRoster
from server.survey.service import Surveys
from server.switches.service import SwitchBoard
from server.tickets.closing import IdleTickets
from server.tickets.following import TicketFollowing
from server.tickets.service import TicketDesk
from server.tickets.work import TicketWork
from server.webhook.runner import ActionRunner


@dataclass(frozen=True)
class Parts:
    """Everything the lifespan built."""

    settings: Settings
    database: Database
    retriever: LiveRetriever
    publisher: Publisher
    unanswered: UnansweredQuestions
    suggested: SuggestedQuestions
    rasa: RasaClient
    redis: RedisLink | None
    conversations: Conversations
    events: LiveEvents
    relay: EventRelay
    people: StaffPeople
    chats: DeskChats
    takeovers: Takeovers
    tickets: TicketDesk
    work: TicketWork
    following: TicketFollowing
    idle_tickets: IdleTickets
    drafts: Drafts
    feedback: FeedbackBook
    actions: ActionRunner
    limits: RateLimits
    streams: OpenStreams
    masker: Masker
    accounts: StaffAccounts
    roster: StaffRoster
    openid: OpenIdSignIn | None
    switches: SwitchBoard
    outbox: Outbox
    deliveries: Deliveries
    surveys: Surveys


async def parts(request: Request) -> Parts:
    found: Parts = request.app.state.parts
    return found


async def address(request: Request) -> str:
    """The caller's address, for limits; of IPv6 the network, for a caller has all of its 2^64."""
    host = request.client.host if request.client else "unknown"
    try:
        network = ip_network(f"{host}/64", strict=False)
    except ValueError:
        return host  # IPv4, or no address
    return str(network)


PartsDep = Annotated[Parts, Depends(parts)]
AddressDep = Annotated[str, Depends(address)]


async def limited(parts: PartsDep, caller: AddressDep) -> None:
    """Counts a call with a token or a secret, so that neither can be guessed."""
    await parts.limits.hit(parts.settings.requests_per_minute, "requests", caller)


LimitedDep = Annotated[None, Depends(limited)]
# Each is None where no token was sent; whose it is and what it opens, services find out.
ConversationToken = Annotated[
    str | None,
    Security(BearerToken("conversationToken", "The `token` that came when the chat was started.")),
]
TicketSecret = Annotated[
    str | None,
    Security(BearerToken("ticketSecret", "The ticket's secret: what follows `#` in its `url`.")),
]
StaffToken = Annotated[
    str | None,
    Security(BearerToken("staffToken", "The token in ASSISTANT_STAFF_TOKEN, for machines.")),
]
MetricsToken = Annotated[
    str | None,
    Security(BearerToken("metricsToken", "The token in ASSISTANT_METRICS_TOKEN, if one is set.")),
]
