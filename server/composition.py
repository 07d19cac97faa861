"""Owns the composition of the server: builds every part once, in order, and closes them."""

import asyncio
import fcntl
import gc
import os
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

import structlog

from actions.executor import create_executor
from embeddings.exported import open_encoder
from embeddings.generations import Generations
from embeddings.settings import load_settings
from server.addresses import is_sqlite
from server.contact.keys import keys_of
from server.contact.service import check_keys
from server.content.live_retriever import LiveRetriever
from server.content.publishing import OpenedContent, Publisher
from server.content.suggestions import SuggestedQuestions
from server.content.unanswered import UnansweredQuestions
from server.conversations.absence import AbsenceWatch
from server.conversations.contact_answers import ContactAnswers
from server.conversations.contexts import ConversationContexts
from server.conversations.desk_view import DeskChats
from server.conversations.events import LiveEvents
from server.conversations.offers import Offers
from server.conversations.people import StaffPeople
from server.conversations.relay import EventRelay
from server.conversations.service import Conversations
from server.conversations.takeovers import Takeovers
from server.database import Database
from server.dependencies import Parts
from server.desk.drafts import FOLDER as DRAFTS
from server.desk.drafts import Drafts
from server.dialogue.preview import TicketPreviews
from server.dialogue.rasa_client import RasaClient
from server.dialogue.responses import Responses
from server.dialogue.ticket_draft import TicketDrafts
from server.dialogue.turns import TurnTaker
from server.dialogue.without_rasa import WithoutRasa
from server.edge.limits import RateLimits
from server.edge.streams import OpenStreams
from server.feedback.service import FeedbackBook
from server.helpdesk.configured import configured
from server.helpdesk.deliveries import Deliveries
from server.helpdesk.service import Outbox
from server.logs import start_stage
from server.privacy.identifiers import IdentifierRecognizer
from server.privacy.masking import Masker
from server.redis_link import RedisLink
from server.retention.service import Periods, Retention
from server.retention.trackers import Trackers
from server.settings import Settings
from server.staff.accounts import StaffAccounts
from server.staff.openid import OpenIdConfig
from server.staff.openid_sign_in import OpenIdSignIn
from server.staff.roster import StaffRoster
from server.staff.sessions import SignInRules
from server.survey.service import Surveys
from server.switches.held_back import SwitchedRetriever
from server.switches.service import SwitchBoard
from server.tickets.changes import TicketChanges
from server.tickets.closing import IdleTickets
from server.tickets.following import TicketFollowing
from server.tickets.promise import Promise, reply_within
from server.tickets.service import RecordOf, TicketDesk
from server.tickets.work import TicketWork
from server.webhook.runner import ActionRunner

log = structlog.get_logger()
KEY_FILE = "secret.key"


class KeyMissing(RuntimeError):
    """The key that all servers share is not set; the message says how."""


def open_content(settings: Settings) -> OpenedContent:
    """Blocks for some seconds. Raises EncoderUnavailable, IndexUnusable or ContentFaulty."""
    encoder = open_encoder(
        settings.encoder, slower=lambda reason: log.warning("encoder_not_exported", reason=reason)
    )
    start_stage("encoder")
    generations = Generations(settings.knowledge_dir, settings.index_dir, encoder, load_settings())
    first, faults = generations.open()
    start_stage("index")
    # What was read stays: looking through millions of its objects for garbage at each edit takes
    # longer than the edit.
    gc.freeze()
    return OpenedContent(first.retriever, generations, first, tuple(faults))


@asynccontextmanager
async def running(
    settings: Settings, content: OpenedContent, rasa: RasaClient | None = None
) -> AsyncIterator[Parts]:
    """The parts of a running server, closed at the end. Without `rasa`: that of the settings."""
    keys = keys_of(settings.contact_keys.get_secret_value(), settings.var_dir)
    database = Database(settings.database, keys, settings.pool)
    await database.migrate()
    await check_keys(database)
    rasa = rasa or RasaClient(
        settings.rasa_url,
        settings.internal_secret.get_secret_value(),
        settings.rasa_timeout_seconds,
    )
    parts = _parts(settings, database, content, rasa)
    tasks = [
        asyncio.create_task(parts.relay.run()),
        asyncio.create_task(parts.publisher.run()),
        asyncio.create_task(AbsenceWatch(parts.takeovers, settings.takeover_absent_minutes).run()),
        asyncio.create_task(parts.deliveries.run()),
        asyncio.create_task(parts.idle_tickets.run()),
        asyncio.create_task(
            Retention(database, Trackers(settings.tracker), Periods.of(settings)).run()
        ),
    ]
    start_stage("parts")
    try:
        yield parts
    finally:
        await _ended(tasks)
        await rasa.close()
        parts.retriever.close()
        if parts.redis is not None:
            await parts.redis.close()
        await parts.conversations.close()
        await database.close()


async def _ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancels until they end: a library may swallow a cancellation that meets its time limit."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=1.0)


def _parts(
    settings: Settings, database: Database, content: OpenedContent, rasa: RasaClient
) -> Parts:
    live, redis = LiveRetriever(content.retriever), _redis(settings)
    masker, responses = Masker(IdentifierRecognizer()), Responses()
    events, switches = LiveEvents(), SwitchBoard(database, masker)
    people = _people(settings, database, switches, events)
    # Tickets hold the conversation so far, and conversations open tickets: the ring is closed by
    # a function that is only called once both exist.
    helpdesks = configured(settings, lambda r: tickets.contact_of(r), lambda r: tickets.url_of(r))
    outbox = Outbox(helpdesks, masker, shares_contact=settings.helpdesk_contact)
    contact = ContactAnswers(database, rasa.understand, live.urgent_reply)
    record_of: RecordOf = lambda id_: conversations.record_for_ticket(id_)  # noqa: E731
    tickets = _ticket_desk(settings, database, live, switches, outbox, record_of, contact)
    contexts, answers = ConversationContexts(database), SwitchedRetriever(live, switches)
    previews = TicketPreviews(lambda id_, now: conversations.lines_for_ticket(id_, now), responses)
    drafts = TicketDrafts(tickets, people, responses)
    without_rasa = WithoutRasa(answers, contexts, drafts, responses)
    turns = TurnTaker(rasa, without_rasa, live, responses, switches, previews)
    days, offers = settings.conversation_token_days, Offers(live)
    conversations = Conversations(
        database, turns, masker, tickets.url_of, events, days, contact, offers, contexts
    )
    changes = TicketChanges(database, outbox, events, _promise(settings))
    return Parts(
        settings=settings,
        database=database,
        retriever=live,
        publisher=Publisher(live, content),
        unanswered=UnansweredQuestions(database, live),
        suggested=SuggestedQuestions(live, switches),
        rasa=rasa,
        redis=redis,
        conversations=conversations,
        events=events,
        relay=EventRelay(events, redis),
        people=people,
        chats=DeskChats(database),
        takeovers=Takeovers(database, events, people, masker, responses, switches),
        tickets=tickets,
        drafts=Drafts(settings.var_dir / DRAFTS, database, masker),
        work=TicketWork(database, changes, masker),
        following=TicketFollowing(tickets, changes, masker),
        idle_tickets=IdleTickets(database, changes, settings.ticket_close_after_days),
        feedback=FeedbackBook(database, masker),
        actions=ActionRunner(create_executor(answers, contexts, tickets, people)),
        limits=RateLimits(settings.rate_limit == "on", redis),
        streams=OpenStreams(settings.rate_limit == "on"),
        masker=masker,
        switches=switches,
        accounts=StaffAccounts(database, SignInRules.of(settings)),
        roster=StaffRoster(database),
        openid=_openid(settings, database),
        surveys=Surveys(database, masker, settings.service_name, settings.survey_rate),
        outbox=outbox,
        deliveries=Deliveries(database, outbox, helpdesks),
    )


def _ticket_desk(
    settings: Settings,
    database: Database,
    live: LiveRetriever,
    switches: SwitchBoard,
    outbox: Outbox,
    record_of: RecordOf,
    contact: ContactAnswers,
) -> TicketDesk:
    return TicketDesk(
        database,
        secret_key(settings),
        record_of=record_of,
        contact_of_form=contact.of,
        urgent_reply=live.urgent_reply,
        reply_by=_promise(settings),
        switches=switches,
        outbox=outbox,
        link_days=settings.ticket_link_days,
    )


def _promise(settings: Settings) -> Promise:
    return reply_within(settings.reply_within_hours, settings.opening_hours)


def _redis(settings: Settings) -> RedisLink | None:
    url = settings.redis_url.get_secret_value()
    return RedisLink(url) if url else None


def _openid(settings: Settings, database: Database) -> OpenIdSignIn | None:
    config = OpenIdConfig.of(settings)
    if config is None:
        return None
    return OpenIdSignIn(config, database, secret_key(settings), SignInRules.of(settings))


def _people(
    settings: Settings, database: Database, switches: SwitchBoard, events: LiveEvents
) -> StaffPeople:
    return StaffPeople(
        database,
        switches,
        events,
        settings.opening_hours,
        is_on=settings.people == "on",
        chats_per_agent=settings.chats_per_agent,
    )


def secret_key(settings: Settings) -> bytes:
    """The key that ticket secrets are made with: the one set, else one kept under `var_dir`.

    Raises KeyMissing where it must be set.
    """
    given = settings.secret_key.get_secret_value()
    if given:
        return given.encode()
    if not is_sqlite(settings.database):
        raise KeyMissing(
            "set ASSISTANT_SECRET_KEY, the same for every server on this database: links to "
            "tickets made with another key do not open. For a server that ran alone so far it is "
            f"what {settings.var_dir / KEY_FILE} holds, if there is such a file"
        )
    path: Path = settings.var_dir / KEY_FILE
    if not _is_filled(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_key(path)
    return path.read_bytes()


def _is_filled(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _make_key(path: Path) -> None:
    """Whole or not at all; servers that start at the same moment all get the key of the first."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if _is_filled(path):
            return
        with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as file:
            file.write(secrets.token_hex(32).encode())
        Path(file.name).replace(path)
    finally:
        os.close(folder)
