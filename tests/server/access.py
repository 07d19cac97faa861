"""Owns the table of who may do what on every route; `python -m tests.server.access` prints it.

Callers: `nobody`; the `citizen` of the conversation in the address; `other`, the citizen of another
conversation; the holder of the `ticket` in the address; staff who signed in as `agent`, `editor` or
`admin`; a `machine` with the staff token. Each brings the proof they have: a bearer token, or a
session with its form's proof. Bodies are empty, so `ok` may be a 409 or 422: let through.

| cell | means |
|---|---|
| ok | let through: done, or refused for what was sent |
| in | sent to the page that signs in |
| 401, 403, 404 | refused: unknown caller, known but not allowed, not there or not theirs to see |
"""

from collections.abc import Sequence
from dataclasses import dataclass

CALLERS = ("nobody", "citizen", "other", "ticket", "agent", "editor", "admin", "machine")

TABLE = """
# everybody                                                   nobody citizen   other  ticket   agent  editor   admin machine
GET  /                                                            ok      ok      ok      ok      ok      ok      ok      ok
GET  /api/openapi.json                                            ok      ok      ok      ok      ok      ok      ok      ok
GET  /healthz                                                     ok      ok      ok      ok      ok      ok      ok      ok
GET  /readyz                                                      ok      ok      ok      ok      ok      ok      ok      ok
GET  /tickets                                                     ok      ok      ok      ok      ok      ok      ok      ok
GET  /tickets/{reference}                                         ok      ok      ok      ok      ok      ok      ok      ok
GET  /widget/integrate                                            ok      ok      ok      ok      ok      ok      ok      ok
GET  /widget/…                                                    ok      ok      ok      ok      ok      ok      ok      ok
# without JavaScript: a cookie says whose chat or ticket it is, tests/server/plain
GET  /chat                                                        ok      ok      ok      ok      ok      ok      ok      ok
POST /chat                                                        ok      ok      ok      ok      ok      ok      ok      ok
POST /chat/end                                                    ok      ok      ok      ok      ok      ok      ok      ok
POST /chat/report                                                404     404     404     404     404     404     404     404
POST /chat/rate                                                  404     404     404     404     404     404     404     404
GET  /chat/ticket                                                 ok      ok      ok      ok      ok      ok      ok      ok
POST /chat/ticket                                                404     404     404     404     404     404     404     404
POST /chat/ticket/close                                          404     404     404     404     404     404     404     404
POST /chat/ticket/reopen                                         404     404     404     404     404     404     404     404
POST /chat/ticket/reply                                          404     404     404     404     404     404     404     404
# citizens
POST /api/conversations                                           ok      ok      ok      ok      ok      ok      ok      ok
GET  /api/conversations/{conversation_id}/events                 401      ok     404     404     401     401     401     404
POST /api/conversations/{conversation_id}/feedback               401      ok     404     404     401     401     401     404
POST /api/conversations/{conversation_id}/reports                401      ok     404     404     401     401     401     404
GET  /api/conversations/{conversation_id}/messages               401      ok     404     404     401     401     401     404
POST /api/conversations/{conversation_id}/messages               401      ok     404     404     401     401     401     404
GET  /api/conversations/{conversation_id}/survey                 401      ok     404     404     401     401     401     404
POST /api/conversations/{conversation_id}/survey                 401      ok     404     404     401     401     401     404
GET  /api/tickets/{reference}                                    401     404     404      ok     401     401     401     404
POST /api/tickets/{reference}/close                              401     404     404      ok     401     401     401     404
POST /api/tickets/{reference}/posts                              401     404     404      ok     401     401     401     404
POST /api/tickets/{reference}/reopen                             401     404     404      ok     401     401     401     404
GET  /api/tickets/{reference}/survey                             401     404     404      ok     401     401     401     404
POST /api/tickets/{reference}/survey                             401     404     404      ok     401     401     401     404
# staff
GET  /staff/accounts                                              in      in      in      in     403     403      ok      in
POST /staff/accounts                                              in      in      in      in     403     403      ok      in
POST /staff/accounts/{account_id}/{change}                        in      in      in      in     403     403      ok      in
GET  /staff/audit                                                 in      in      in      in     403     403      ok      in
GET  /staff/audit.csv                                             in      in      in      in     403     403      ok      in
GET  /staff/openid                                               404     404     404     404     404     404     404     404
GET  /staff/openid/callback                                      404     404     404     404     404     404     404     404
GET  /staff/password                                              in      in      in      in      ok      ok      ok      in
POST /staff/password                                              in      in      in      in      ok      ok      ok      in
GET  /staff/sign-in                                               ok      ok      ok      ok      ok      ok      ok      ok
POST /staff/sign-in                                              401     401     401     401     401     401     401     401
POST /staff/sign-out                                              in      in      in      in      ok      ok      ok      in
# desk
GET  /desk                                                        in      in      in      in      ok     403      ok      in
GET  /desk/conversations                                          in      in      in      in      ok     403      ok      in
GET  /desk/conversations/events                                   in      in      in      in      ok     403      ok      in
POST /desk/conversations/presence                                 in      in      in      in      ok     403      ok      in
GET  /desk/conversations/{conversation_id}                        in      in      in      in      ok     403      ok      in
POST /desk/conversations/{conversation_id}/end                    in      in      in      in     403     403      ok      in
GET  /desk/conversations/{conversation_id}/events                 in      in      in      in      ok     403      ok      in
POST /desk/conversations/{conversation_id}/join                   in      in      in      in      ok     403      ok      in
POST /desk/conversations/{conversation_id}/leave                  in      in      in      in      ok     403      ok      in
GET  /desk/conversations/{conversation_id}/messages               in      in      in      in      ok     403      ok      in
POST /desk/conversations/{conversation_id}/messages               in      in      in      in      ok     403      ok      in
POST /desk/conversations/{conversation_id}/pass-on                in      in      in      in      ok     403      ok      in
GET  /desk/deliveries                                             in      in      in      in     403     403      ok      in
POST /desk/deliveries/retry                                       in      in      in      in     403     403      ok      in
POST /desk/deliveries/{delivery_id}/retry                         in      in      in      in     403     403      ok      in
GET  /desk/measures                                               in      in      in      in      ok      ok      ok      in
GET  /desk/measures/survey.csv                                    in      in      in      in      ok      ok      ok      in
GET  /desk/measures/{month_key}.csv                               in      in      in      in      ok      ok      ok      in
POST /desk/next                                                   in      in      in      in      ok     403      ok      in
GET  /desk/switches                                               in      in      in      in     403     403      ok      in
POST /desk/switches/pause                                         in      in      in      in     403     403     404      in
POST /desk/switches/resume                                        in      in      in      in     403     403     404      in
GET  /desk/tickets/{reference}                                    in      in      in      in      ok     403      ok      in
POST /desk/tickets/{reference}/assign                             in      in      in      in      ok     403      ok      in
POST /desk/tickets/{reference}/claim                              in      in      in      in      ok     403      ok      in
POST /desk/tickets/{reference}/close                              in      in      in      in      ok     403      ok      in
POST /desk/tickets/{reference}/draft                              in      in      in      in      ok     403      ok      in
POST /desk/tickets/{reference}/due                                in      in      in      in      ok     403      ok      in
POST /desk/tickets/{reference}/note                               in      in      in      in      ok     403      ok      in
POST /desk/tickets/{reference}/priority                           in      in      in      in      ok     403      ok      in
POST /desk/tickets/{reference}/reopen                             in      in      in      in      ok     403      ok      in
POST /desk/tickets/{reference}/reply                              in      in      in      in      ok     403      ok      in
POST /desk/tickets/{reference}/topic                              in      in      in      in      ok     403      ok      in
# content
GET  /api/suggestions                                             ok      ok      ok      ok      ok      ok      ok      ok
GET  /api/search                                                 401     401     401     401      ok      ok      ok      ok
GET  /editors                                                     in      in      in      in     403      ok      ok      in
GET  /editors/drafts/{name}                                       in      in      in      in     403     404     404      in
POST /editors/drafts/{name}/delete                                in      in      in      in     403     404     404      in
POST /editors/new-entry                                           in      in      in      in     403      ok      ok      in
# machines
POST /internal/actions                                           404     404     404     404     404     404     404     404
GET  /metrics                                                    401     401     401     401     401     401     401      ok
"""  # noqa: E501


@dataclass(frozen=True)
class Row:
    """A route, and what each of CALLERS gets."""

    method: str
    path: str
    cells: tuple[str, ...]

    @property
    def route(self) -> tuple[str, str]:
        return self.method, self.path

    def __str__(self) -> str:
        return f"{self.method:<5}{self.path:<55}" + "".join(f"{cell:>8}" for cell in self.cells)


def rows() -> list[Row]:
    found = []
    for line in TABLE.strip().splitlines():
        if not line.startswith("#"):
            method, path, *cells = line.split()
            assert len(cells) == len(CALLERS), f"{len(CALLERS)} cells are needed: {line}"
            found.append(Row(method, path, tuple(cells)))
    return found


def heading() -> str:
    return str(Row("", "# route", CALLERS))


def markdown(table: Sequence[Row]) -> str:
    lines = [f"| route | {' | '.join(CALLERS)} |", "|---" * (len(CALLERS) + 1) + "|"]
    lines += [f"| `{row.method} {row.path}` | {' | '.join(row.cells)} |" for row in table]
    return "\n".join(lines)


if __name__ == "__main__":
    print(markdown(rows()))
