"""Owns generated tickets: a desk full of them, for tests and to try the desk by hand.

`python -m tests.server.desk.generated --database URL --tickets 200` fills a database. All goes
through the services; afterwards the times are moved to when it would have happened.
"""

import argparse
import asyncio
import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.ports import TicketRequest
from server import composition
from server.audit.models import AuditRecord
from server.conversations.models import Conversation, Message, Turn
from server.database import UtcDateTime, utc_now
from server.dependencies import Parts
from server.dialogue.rasa_client import RasaClient
from server.errors import Conflict
from server.helpdesk.models import Delivery
from server.settings import Settings
from server.staff.accounts import LoginTaken, Staff
from server.tickets.life import TO_DO
from server.tickets.models import Ticket, TicketEvent, TicketPost
from server.tickets.promise import reply_within
from tests.factories import SECRET
from tests.fakes import FakeRasa
from tests.server.desk.generated_words import (
    CALLS,
    CASES,
    ENDINGS,
    FIRST,
    LAST,
    NOTES,
    OPENINGS,
    THANKS,
    Case,
)

PASSWORD = "correct horse battery"
STAFF = (("ana", "Ana R.", "agent"), ("bea", "Bea S.", "agent"), ("cyd", "Cyd T.", "agent"))
OTHERS = (("eddie", "Eddie U.", "editor"), ("ada", "Ada V.", "admin"))
SEED = 5
DAYS = 60
# From this age, in days, nearly all that waits for staff is done.
SETTLED = 5
# What happens to tickets, step by step, and how often; a step that lies ahead of now is left out.
LIVES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (14, ()),
    (10, ("claim",)),
    (6, ("claim", "note")),
    (24, ("claim", "answer", "close")),
    (8, ("claim", "answer")),
    (5, ("answer", "citizen_close")),
    (8, ("claim", "ask")),
    (9, ("claim", "ask", "citizen_reply", "answer", "close")),
    (6, ("claim", "note", "assign", "note", "answer", "close")),
    (5, ("claim", "answer", "citizen_reply")),
    (5, ("claim", "answer", "citizen_reply", "claim", "answer", "close")),
)
# Hours a step takes on average.
HOURS = {"close": 40.0, "citizen_close": 20.0, "citizen_reply": 18.0, "answer": 5.0}


@dataclass
class Life:
    """One ticket on its way: when each step was taken, and when it would have been."""

    parts: Parts
    draw: random.Random
    agents: Sequence[Staff]
    case: Case
    moments: list[tuple[dt.datetime, dt.datetime]] = field(default_factory=list)
    reference: str = ""
    conversation_id: str = ""
    owner: Staff | None = None
    was_asked: bool = False

    def at(self, planned: dt.datetime) -> None:
        """What follows happens at the moment planned."""
        self.moments.append((utc_now(), planned))

    def moved(self, value: dt.datetime) -> dt.datetime:
        before = [pair for pair in self.moments if pair[0] <= value]
        real, planned = before[-1] if before else self.moments[0]
        return planned + (value - real)


async def fill(
    parts: Parts, tickets: int = 200, seed: int = SEED, now: dt.datetime | None = None
) -> list[str]:
    """The references, in the order opened. Rasa should be away, so that the retriever answers."""
    draw, now = random.Random(seed), now or utc_now()
    agents = [await _account(parts, *account) for account in STAFF]
    for account in OTHERS:
        await _account(parts, *account)
    ages = sorted((DAYS * draw.betavariate(1, 2.5) for _ in range(tickets)), reverse=True)
    references = []
    for age in ages:
        life = Life(parts, draw, agents, draw.choice(CASES))
        await _live(life, now - dt.timedelta(days=age), now)
        references.append(life.reference)
    return references


async def _account(parts: Parts, login: str, name: str, role: Any) -> Staff:
    try:
        return await parts.accounts.create(login, name, role, PASSWORD, "generated")
    except LoginTaken:
        colleagues = await parts.work.colleagues()
        return next(
            (Staff(each.id, each.login, each.name, role) for each in colleagues
             if each.login == login),
            Staff(0, login, name, role),
        )  # fmt: skip


async def _live(life: Life, begins: dt.datetime, now: dt.datetime) -> None:
    draw = life.draw
    await _open(life, begins)
    planned = begins + dt.timedelta(minutes=4)
    for step in _life(draw, (now - begins).days):
        planned += dt.timedelta(hours=draw.expovariate(1 / HOURS.get(step, 6.0)), minutes=2)
        if planned >= now:
            break
        life.at(planned)
        await _step(life, step)
    if draw.random() < 0.12:
        life.at(min(planned, now) + dt.timedelta(seconds=1))
        priority = draw.choice(("urgent", "low"))
        await life.parts.work.set_priority(life.reference, _somebody(life), priority)
    await _move(life)


def _life(draw: random.Random, days: int) -> tuple[str, ...]:
    life = draw.choices([each for _, each in LIVES], [weight for weight, _ in LIVES])[0]
    undone = not life or life[-1] in ("claim", "note", "citizen_reply")
    if days >= SETTLED and undone and draw.random() < 0.93:
        return (*life, "answer", "close")
    return life


async def _open(life: Life, begins: dt.datetime) -> None:
    draw, parts = life.draw, life.parts
    question = draw.choice(OPENINGS) + life.case.question + draw.choice(ENDINGS)
    name = f"{draw.choice(FIRST)} {draw.choice(LAST)}"
    mail = f"{name.lower().replace(' ', '.')}@example.org"
    phone = f"(202) 555-01{draw.randrange(100):02}"
    life.at(begins)
    life.conversation_id, _, _ = await parts.conversations.start("en")
    turn = await parts.conversations.take_turn(life.conversation_id, question, None, None)
    if draw.random() < 0.3 and turn.status == "answered":
        await parts.feedback.keep(life.conversation_id, turn.turn, draw.random() < 0.4, None)
    life.at(begins + dt.timedelta(minutes=3))
    request = TicketRequest(
        conversation_id=life.conversation_id,
        idempotency_key=life.conversation_id,
        question=question,
        name=name,
        contact=mail if draw.random() < 0.7 else phone,
        call_between=draw.choice(CALLS),
        shares_chat=draw.random() < 0.9,
    )
    life.reference = (await parts.tickets.open(request)).reference


async def _step(life: Life, step: str) -> None:
    """One that the status does not allow, as after a random change, is left out."""
    work, reference, case = life.parts.work, life.reference, life.case
    staff = _somebody(life)
    secret = life.parts.tickets.url_of(reference).partition("#")[2]
    others = [agent for agent in life.agents if agent.id != staff.id]
    told = case.told if life.was_asked else life.draw.choice(THANKS)
    steps: dict[str, Callable[[], Any]] = {
        "claim": lambda: work.claim(reference, staff),
        "note": lambda: work.note(reference, staff, life.draw.choice(NOTES)),
        "ask": lambda: work.reply(reference, staff, case.asked_back, needs_answer=True),
        "answer": lambda: work.reply(reference, staff, _answer(life), needs_answer=False),
        "assign": lambda: work.assign(reference, staff, life.draw.choice(others).id),
        "close": lambda: work.close(reference, staff),
        "citizen_reply": lambda: life.parts.following.reply(reference, secret, told, None),
        "citizen_close": lambda: life.parts.following.close(reference, secret),
    }
    try:
        await steps[step]()
    except Conflict:
        return
    life.was_asked = step == "ask"
    if step in ("claim", "answer"):
        life.owner = staff


def _answer(life: Life) -> str:
    first = len(life.moments) < 7
    return life.case.reply if first else f"We looked at it once more.\n\n{life.case.reply}"


def _somebody(life: Life) -> Staff:
    return life.owner or life.draw.choice(life.agents)


async def _move(life: Life) -> None:
    """Moves what the services stamped with the present to when it would have happened."""
    async with life.parts.database.session() as session:
        query = select(Ticket).where(Ticket.reference == life.reference)
        ticket = (await session.scalars(query)).one()
        events = await _rows(session, TicketEvent, TicketEvent.ticket_id == ticket.id)
        due_at = _due(life, events)
        moved: list[Any] = [
            ticket,
            *events,
            *await _rows(session, TicketPost, TicketPost.ticket_id == ticket.id),
            *await _rows(session, AuditRecord, AuditRecord.subject == life.reference),
            *await _rows(session, Delivery, Delivery.subject == life.reference),
            *await _rows(session, Conversation, Conversation.id == life.conversation_id),
            *await _rows(session, Turn, Turn.conversation_id == life.conversation_id),
            *await _rows(session, Message, Message.conversation_id == life.conversation_id),
        ]
        for row in moved:
            _move_row(row, life)
        ticket.due_at = due_at


async def _rows(session: AsyncSession, model: Any, condition: Any) -> Sequence[Any]:
    return (await session.scalars(select(model).where(condition))).all()


def _move_row(row: Any, life: Life) -> None:
    for column in row.__table__.columns:
        value = getattr(row, column.key)
        if isinstance(column.type, UtcDateTime) and value is not None:
            setattr(row, column.key, life.moved(value))


def _due(life: Life, events: Sequence[Any]) -> dt.datetime:
    """Promised anew whenever a ticket comes back to staff."""
    settings = life.parts.settings
    reply_by = reply_within(settings.reply_within_hours, settings.opening_hours)
    came = [each for each in events if each.after in TO_DO and each.before not in TO_DO]
    return reply_by(life.moved(came[-1].at if came else life.moments[0][0]))


async def _main() -> None:
    parser = argparse.ArgumentParser(description="Fills a database with generated tickets.")
    parser.add_argument("--database", required=True, help="an SQLAlchemy address")
    parser.add_argument("--tickets", type=int, default=200)
    given = parser.parse_args()
    settings = Settings(database_url=given.database, rate_limit="off")
    away = FakeRasa()
    away.is_up = False
    rasa = RasaClient("http://rasa", SECRET, 5.0, away.transport)
    content = await asyncio.to_thread(composition.open_content, settings)
    async with composition.running(settings, content, rasa) as parts:
        made = await fill(parts, given.tickets)
    logins = ", ".join(login for login, *_ in (*STAFF, *OTHERS))
    print(f"{len(made)} tickets. Sign in as {logins} with the password: {PASSWORD}")


if __name__ == "__main__":
    asyncio.run(_main())
