"""Owns what staff do on a card: each form is one action, and a refused one keeps what was typed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from server.dependencies import Parts, PartsDep
from server.desk.card import Reference, Shown, Typed, card_page
from server.desk.queue_view import QUEUE
from server.desk.wording import Clock, NoTime
from server.errors import AssistantError, Conflict, Unprocessable
from server.staff.accounts import Staff
from server.staff.identity import AgentDep, Form, FormDep, SignedIn
from server.tickets.posts import LONGEST_POST, PostEmpty, PostTooLong
from server.tickets.work import Done, TicketWork

router = APIRouter(prefix=f"{QUEUE}/tickets/{{reference}}", include_in_schema=False)


class UnknownTopic(Unprocessable):
    code, detail = "unknown_topic", "Choose a topic of the list."


class DueNotRead(Unprocessable):
    code, detail = "due_not_read", "Enter the due time as a day and a time."


@dataclass(frozen=True)
class Acting:
    """A form sent from the card of a ticket."""

    reference: str
    parts: Parts
    session: SignedIn
    form: Form

    @property
    def work(self) -> TicketWork:
        return self.parts.work

    @property
    def staff(self) -> Staff:
        return self.session.staff

    @property
    def seen(self) -> str:
        """The version that the card showed; one that no ticket has where the form has none."""
        return self.form.text("seen") or "none"

    @property
    def path(self) -> str:
        return f"{QUEUE}/tickets/{quote(self.reference)}"

    @property
    def typed(self) -> Typed:
        names = ("text", "note", "kind", "to", "hand_note")
        return Typed(*(self.form.text(name) for name in names))

    async def do(self, action: Callable[[], Awaitable[Done]], told: str) -> Response:
        """Back to the card, or the card at once with what went wrong."""
        try:
            done = await action()
        except (Conflict, Unprocessable) as error:
            return await self.refused(error)
        removed = "&removed=1" if done.removed else ""
        return RedirectResponse(f"{self.path}?done={told}{removed}", 303)

    async def refused(self, error: AssistantError) -> Response:
        seen = self.seen if isinstance(error, Conflict) else None
        return await self.shown(Shown(self.typed, problem=error.detail, seen=seen), error.status)

    async def shown(self, shown: Shown, status: int = 200) -> Response:
        ticket = await self.work.card(self.reference)
        return await card_page(self.parts, self.session, ticket, shown, status)


async def _acting(
    reference: Reference, parts: PartsDep, session: AgentDep, form: FormDep
) -> Acting:
    return Acting(reference, parts, session, form)


ActingDep = Annotated[Acting, Depends(_acting)]


@router.post("/claim")
async def claim(acting: ActingDep) -> Response:
    work, seen, back = acting.work, acting.seen, acting.form.text("back")
    done = await acting.do(lambda: work.claim(acting.reference, acting.staff, seen=seen), "claimed")
    if done.status_code == 303 and (back == QUEUE or back.startswith(f"{QUEUE}?")):
        sign = "&" if "?" in back else "?"
        return RedirectResponse(f"{back}{sign}claimed={quote(acting.reference)}", 303)
    return done


@router.post("/reply")
async def reply(acting: ActingDep) -> Response:
    form = acting.form
    return await acting.do(
        lambda: acting.work.reply(
            acting.reference,
            acting.staff,
            form.text("text"),
            needs_answer=form.text("kind") == "ask",
            key=form.text("key") or None,
            seen=acting.seen,
        ),
        "replied",
    )


@router.post("/note")
async def note(acting: ActingDep) -> Response:
    text, key = acting.form.text("note"), acting.form.text("key") or None
    return await acting.do(
        lambda: acting.work.note(acting.reference, acting.staff, text, key=key), "noted"
    )


@router.post("/assign")
async def assign(acting: ActingDep) -> Response:
    return await acting.do(lambda: _hand_over(acting), "handed")


async def _hand_over(acting: Acting) -> Done:
    to, text = acting.form.text("to"), acting.form.text("hand_note")
    if len(text) > LONGEST_POST:
        raise PostTooLong
    account_id = int(to) if to.isascii() and to.isdigit() and len(to) < 10 else 0
    done = await acting.work.assign(acting.reference, acting.staff, account_id, seen=acting.seen)
    if not text:
        return done
    try:
        return await acting.work.note(acting.reference, acting.staff, text)
    except PostEmpty:
        return done


@router.post("/close")
async def close(acting: ActingDep) -> Response:
    return await acting.do(
        lambda: acting.work.close(acting.reference, acting.staff, seen=acting.seen), "closed"
    )


@router.post("/reopen")
async def reopen(acting: ActingDep) -> Response:
    return await acting.do(
        lambda: acting.work.reopen(acting.reference, acting.staff, seen=acting.seen), "reopened"
    )


@router.post("/priority")
async def priority(acting: ActingDep) -> Response:
    wanted = acting.form.text("priority")
    return await acting.do(
        lambda: acting.work.set_priority(acting.reference, acting.staff, wanted, seen=acting.seen),
        "set",
    )


@router.post("/topic")
async def topic(acting: ActingDep) -> Response:
    wanted = acting.form.text("topic") or None
    if wanted is not None and wanted not in acting.parts.retriever.corpus.topics:
        return await acting.refused(UnknownTopic())
    return await acting.do(
        lambda: acting.work.set_topic(acting.reference, acting.staff, wanted, seen=acting.seen),
        "set",
    )


@router.post("/due")
async def due(acting: ActingDep) -> Response:
    field = acting.form.text("due")
    try:
        due_at = Clock(acting.parts.settings.opening_hours.zone, "").read(field) if field else None
    except NoTime:
        return await acting.refused(DueNotRead())
    return await acting.do(
        lambda: acting.work.set_due(acting.reference, acting.staff, due_at, seen=acting.seen),
        "set",
    )


@router.post("/draft")
async def draft(acting: ActingDep) -> Response:
    """Makes a draft entry of the question and the reply typed, or else the last one sent."""
    ticket = await acting.work.card(acting.reference)
    sent = [each.text for each in ticket.thread if each.author == "staff" and not each.is_note]
    text = acting.form.text("text") or "".join(sent[-1:])
    try:
        name = await acting.parts.drafts.begin(
            ticket.question, text, ticket.reference, acting.staff
        )
    except Unprocessable as error:
        return await acting.refused(error)
    # Not back to the card: what is typed would be lost.
    told = f"The draft {name} is begun. An editor finds it on the content page."
    return await acting.shown(Shown(acting.typed, told))
