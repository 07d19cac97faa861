"""Owns the chat as a plain page: ask, choose, rate, start over, with forms alone."""

import secrets
from typing import Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from server.conversations.schemas import LONGEST_MESSAGE
from server.dependencies import AddressDep, Parts, PartsDep, limited
from server.errors import AssistantError, NotFound, TooManyRequests, Unauthorized, Unprocessable
from server.feedback.service import REASONS, Reason
from server.plain.holding import (
    CHAT,
    LANGUAGE,
    PATH,
    ChatDep,
    FormDep,
    Held,
    PlainForm,
    Shown,
    ShownDep,
    forget,
    keep,
)
from server.plain.pages import page
from server.plain.problems import in_words
from server.plain.transcript import lines, person_in
from server.staff.cookies import CookiesDep

router = APIRouter(prefix=PATH, include_in_schema=False, dependencies=[Depends(limited)])
# What is said with it is not written on the page before the browser has sent it.
NEWEST = f"{PATH}#new"
REMOVED = f"{PATH}?removed=1#new"
_LONGEST_KEY = 64
_LONGEST_COMMENT = 2000


@router.get("")
async def show(
    parts: PartsDep,
    shown: ShownDep,
    cookies: CookiesDep,
    chat: ChatDep,
    removed: bool = False,
    ended: bool = False,
    why: int = 0,
) -> Response:
    said = shown.texts.identifier_removed if removed else shown.texts.ended if ended else ""
    try:
        response = await _page(parts, shown, chat, said=said, why=why)
    except (NotFound, Unauthorized):
        response = await _page(parts, shown, None, said=shown.texts.ended)
        forget(cookies, response, CHAT)
    keep(cookies, response, LANGUAGE, shown.language)
    return response


@router.post("")
async def send(
    parts: PartsDep,
    caller: AddressDep,
    shown: ShownDep,
    cookies: CookiesDep,
    chat: ChatDep,
    form: FormDep,
) -> Response:
    """Takes a message or a choice; the reply is read on the page the browser is sent to."""
    form.must_be_of(chat)
    try:
        held = await _begun(parts, caller, shown, chat)
        notices = await _take(parts, held, form)
    except (NotFound, Unauthorized):
        response: Response = RedirectResponse(f"{PATH}?ended=1", 303)
        forget(cookies, response, CHAT)
        return response
    except (Unprocessable, TooManyRequests) as error:
        return await _refused(parts, shown, chat, form, error)
    response = RedirectResponse(REMOVED if notices else NEWEST, 303)
    keep(cookies, response, CHAT, held.cookie)
    return response


@router.post("/rate")
async def rate(parts: PartsDep, chat: ChatDep, form: FormDep) -> Response:
    held, number = await _answered(parts, chat, form)
    is_helpful, reason = form.text("helpful") == "yes", _reason(form)
    comment = form.text("text")[:_LONGEST_COMMENT]
    await parts.feedback.keep(held.id, number, is_helpful, comment, reason)
    asks_why = not is_helpful and not form.text("why")
    return RedirectResponse(f"{PATH}{f'?why={number}' if asks_why else ''}#turn-{number}", 303)


@router.post("/report")
async def report(parts: PartsDep, chat: ChatDep, form: FormDep) -> Response:
    """A problem with an answer, for those who write the answers."""
    held, number = await _answered(parts, chat, form)
    comment = form.text("text")[:_LONGEST_COMMENT]
    await parts.feedback.report(held.id, number, _reason(form) or "other", comment)
    return RedirectResponse(f"{PATH}#turn-{number}", 303)


@router.post("/end")
async def end(cookies: CookiesDep, chat: ChatDep, form: FormDep) -> Response:
    """The browser forgets the chat, as one on a shared computer should."""
    form.must_be_of(chat)
    response = RedirectResponse(PATH, 303)
    forget(cookies, response, CHAT)
    return response


async def _answered(parts: Parts, chat: Held | None, form: PlainForm) -> tuple[Held, int]:
    """The chat, and the turn with an answer that the form is about. Raises NotFound."""
    held, turn = _needed(chat, form), form.text("turn")
    await parts.conversations.authorise(held.id, held.secret)
    number = int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 7 else 0
    if not await parts.conversations.has_answered_turn(held.id, number):
        raise NotFound
    return held, number


def _reason(form: PlainForm) -> Reason | None:
    return next((each for each in REASONS if each == form.text("reason")), None)


def _needed(held: Held | None, form: PlainForm) -> Held:
    form.must_be_of(held)
    if held is None:
        raise NotFound
    return held


async def _begun(parts: Parts, caller: str, shown: Shown, chat: Held | None) -> Held:
    if chat is not None:
        await parts.conversations.authorise(chat.id, chat.secret)
        return chat
    await parts.limits.hit(parts.settings.conversations_per_minute, "conversations", caller)
    conversation_id, token, _ = await parts.conversations.start(shown.language)
    return Held(conversation_id, token)


async def _take(parts: Parts, held: Held, form: PlainForm) -> list[str]:
    await parts.limits.hit(parts.settings.messages_per_minute, "messages", held.id)
    payload, key = form.text("payload") or None, form.text("key")[:_LONGEST_KEY] or None
    text = None if payload else form.text("text").replace("\r\n", "\n")
    turn = await parts.conversations.take_turn(held.id, text, payload, key)
    return list(turn.notices)


async def _refused(
    parts: Parts, shown: Shown, chat: Held | None, form: PlainForm, error: AssistantError
) -> Response:
    """The same page, with what is wrong and what was typed."""
    typed = "" if form.text("payload") else form.text("text")
    response = await _page(
        parts, shown, chat, status=error.status, wrong=in_words(error, shown), typed=typed
    )
    response.headers.update(error.headers)
    return response


async def _page(
    parts: Parts,
    shown: Shown,
    chat: Held | None,
    status: int = 200,
    said: str = "",
    wrong: str = "",
    typed: str = "",
    why: int = 0,
) -> Response:
    """`why` is the turn of which it is asked why it did not help.

    Raises NotFound or Unauthorized where the chat is not there anymore.
    """
    messages: list[dict[str, Any]] = []
    last_turn, rated, reported = 0, frozenset[int](), frozenset[int]()
    if chat is not None:
        await parts.conversations.authorise(chat.id, chat.secret)
        transcript = await parts.conversations.transcript(chat.id, -1)
        messages, last_turn = transcript.messages, transcript.last_turn
        rated = await parts.feedback.rated(chat.id)
        reported = await parts.feedback.reported(chat.id)
    return page(
        "plain_chat.html",
        shown,
        status,
        lines=lines(messages, last_turn, rated, reported),
        person=person_in(messages),
        chat=chat,
        key=secrets.token_urlsafe(16),
        said=said,
        wrong=wrong,
        typed=typed,
        why=why,
        most=LONGEST_MESSAGE,
    )
