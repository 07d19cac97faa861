"""Owns the staff's side: one account that joins chats and answers tickets by the desk's forms."""

import html
import re
import secrets
from urllib.parse import urlsplit

import httpx

from tests.runner.assistant import NotPossible

CHATS, TICKETS = "/desk/conversations", "/desk/tickets"
_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_PROBLEM = re.compile(r'<p[^>]*(?:id="problem"|role="alert")[^>]*>(.*?)</p>', re.DOTALL)


class StaffDesk:
    """A member of staff in a browser without scripts. All raise `NotPossible` where refused."""

    def __init__(self, url: str, login: str, password: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=60, trust_env=False)
        given = {"login": login, "password": password, "next": ""}
        reply = self._http.post("/staff/sign-in", data=given)
        if reply.status_code != 303:
            self.close()
            raise NotPossible(f"staff cannot sign in as {login}: {_why(reply)}")

    def close(self) -> None:
        self._http.close()

    def join(self, conversation_id: str) -> None:
        self._submit(f"{CHATS}/{conversation_id}", "join", {})

    def write(self, conversation_id: str, text: str) -> None:
        self._submit(f"{CHATS}/{conversation_id}", "messages", {"text": text})

    def leave(self, conversation_id: str) -> None:
        self._submit(f"{CHATS}/{conversation_id}", "leave", {})

    def reply(self, reference: str, text: str) -> None:
        self._submit(f"{TICKETS}/{reference}", "reply", {"text": text, "kind": "answer"})

    def close_ticket(self, reference: str) -> None:
        self._submit(f"{TICKETS}/{reference}", "close", {})

    def _submit(self, page: str, action: str, fields: dict[str, str]) -> None:
        """A form of the page, with the hidden fields that the page gives."""
        shown = self._http.get(page)
        if shown.status_code != 200:
            raise NotPossible(f"staff cannot open {page}: {_why(shown)}")
        hidden = {name: html.unescape(value) for name, value in _FIELD.findall(shown.text)}
        sent = {**hidden, "key": secrets.token_hex(8), **fields}
        reply = self._http.post(f"{page}/{action}", data=sent)
        if reply.status_code != 303 or urlsplit(reply.headers["location"]).path == "/staff/sign-in":
            raise NotPossible(f"staff cannot {action} at {page}: {_why(reply)}")


def _why(reply: httpx.Response) -> str:
    """What the page says, in short."""
    found = _PROBLEM.search(reply.text)
    told = re.sub(r"<[^>]*>|\s+", " ", found[1] if found else "").strip()
    return f"status {reply.status_code}{f', {html.unescape(told)}' if told else ''}"
