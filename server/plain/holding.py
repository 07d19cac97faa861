"""Owns what a browser without JavaScript holds in cookies: its chat, a ticket, a language."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Query, Request, Response

from server.errors import Forbidden
from server.plain.languages import LANGUAGES, TEXTS, Language, language_of, preferred
from server.plain.texts import Texts
from server.staff.cookies import Cookies, CookiesDep
from server.staff.forms import form_fields
from server.staff.identity import is_foreign

CHAT, TICKET, LANGUAGE = "assistant_chat", "assistant_ticket", "assistant_language"
PATH = "/chat"
PROOF = "proof"


class FormNotOurs(Forbidden):
    code, detail = "form_not_ours", "This form was not sent from our page. Reload it and try again."


@dataclass(frozen=True)
class Held:
    """An id with the secret that opens it; `proof` goes into our own forms."""

    id: str
    secret: str

    @property
    def cookie(self) -> str:
        return f"{self.id}.{self.secret}"

    @property
    def proof(self) -> str:
        """Made from the secret, which no other site can read."""
        return hmac.new(self.secret.encode(), b"plain form", hashlib.sha256).hexdigest()


def _held(cookie: str) -> Held | None:
    id_, _, secret = cookie.partition(".")
    return Held(id_, secret) if id_ and secret else None


async def chat(cookies: CookiesDep) -> Held | None:
    return _held(cookies.value(CHAT))


async def ticket(cookies: CookiesDep) -> Held | None:
    return _held(cookies.value(TICKET))


ChatDep = Annotated[Held | None, Depends(chat)]
TicketDep = Annotated[Held | None, Depends(ticket)]


@dataclass(frozen=True)
class Shown:
    """In which language the page is."""

    language: Language

    @property
    def texts(self) -> Texts:
        return TEXTS[self.language]

    @property
    def others(self) -> list[tuple[Language, str]]:
        return [(each, TEXTS[each].language_name) for each in LANGUAGES if each != self.language]


async def shown(
    cookies: CookiesDep,
    language: Annotated[str | None, Query(max_length=20)] = None,
    accept_language: Annotated[str | None, Header(max_length=500)] = None,
) -> Shown:
    """What was asked for now, else before, else what the browser prefers."""
    asked = language_of(language) or language_of(cookies.value(LANGUAGE))
    return Shown(asked or preferred(accept_language))


ShownDep = Annotated[Shown, Depends(shown)]


def keep(cookies: Cookies, response: Response, name: str, value: str) -> None:
    """Until the browser is closed. Lax, so that a link from the agency's site finds the chat."""
    cookies.keep(response, name, value, seconds=None, samesite="lax")


def forget(cookies: Cookies, response: Response, name: str) -> None:
    cookies.drop(response, name, samesite="lax")


class PlainForm:
    """The fields of one of our forms."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self._fields = fields

    def text(self, name: str) -> str:
        return self._fields.get(name, [""])[0]

    def must_be_of(self, held: Held | None) -> None:
        """Raises FormNotOurs where it was made for another holder than this one."""
        given = self.text(PROOF)
        if held is not None and not hmac.compare_digest(given.encode(), held.proof.encode()):
            raise FormNotOurs


async def plain_form(request: Request) -> PlainForm:
    """Raises FormNotOurs for a form that another site made the browser send."""
    if is_foreign(request):
        raise FormNotOurs
    return PlainForm(await form_fields(request))


FormDep = Annotated[PlainForm, Depends(plain_form)]
