"""Tests of the page of the audit log and its download."""

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest

from server.audit.models import AuditRecord
from server.audit.service import record
from server.database import utc_now
from tests.server.running import Running, StaffBrowser

_ROW = re.compile(r"<tr>\s*<td.*?</tr>", re.DOTALL)


async def write(server: Running, *rows: tuple[str, str, str], days_ago: int = 0) -> None:
    at = utc_now() - dt.timedelta(days=days_ago)
    async with server.parts.database.session() as session:
        for actor, action, subject in rows:
            detail: dict[str, Any] = {}
            session.add(
                AuditRecord(at=at, actor=actor, action=action, subject=subject, detail=detail)
            )


async def shown(browser: StaffBrowser, **query: str) -> list[str]:
    """The text of each row."""
    response = await browser.get("/staff/audit", **query)
    assert response.status_code == 200
    rows = _ROW.findall(response.text)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


@pytest.mark.parametrize("path", ["/staff/audit", "/staff/audit.csv"])
async def test_the_log_is_for_admins(server: Running, path: str) -> None:
    assert (await server.http.get(path)).headers["location"].startswith("/staff/sign-in")
    for role in ("agent", "editor"):
        browser = await server.staff(role, login=f"{role}-1")
        assert (await browser.get(path)).status_code == 403


async def test_the_newest_comes_first_with_its_detail(server: Running) -> None:
    browser = await server.staff("admin")
    async with server.parts.database.session() as session:
        record(session, "ben", "close_ticket", "T-7F3K-92QD", before="open")
    rows = await shown(browser)
    assert "ben close ticket T-7F3K-92QD before: open" in rows[0]
    assert "ana sign in ana" in rows[1]
    assert "test create account ana" in rows[2]


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ({"actor": "Ben"}, ["T-2", "T-1"]),
        ({"action": "claim"}, ["T-3", "T-1"]),
        ({"subject": "t-2"}, ["T-2"]),
        ({"subject": "%"}, []),
        ({"actor": "ben", "action": "claim"}, ["T-1"]),
        ({"actor": "nobody"}, []),
    ],
    ids=str,
)
async def test_records_are_filtered(
    server: Running, query: dict[str, str], subjects: list[str]
) -> None:
    browser = await server.staff("admin")
    await write(server, ("ben", "claim", "T-1"), ("ben", "close", "T-2"), ("eva", "claim", "T-3"))
    rows = await shown(browser, **query)
    assert [row.split()[-1] for row in rows] == subjects


async def test_days_are_whole_and_a_wrong_one_is_told(server: Running) -> None:
    browser = await server.staff("admin")
    await write(server, ("ben", "close", "T-OLD"), days_ago=3)
    day = f"{utc_now() - dt.timedelta(days=3):%Y-%m-%d}"
    assert [row.split()[-1] for row in await shown(browser, since=day, until=day)] == ["T-OLD"]
    assert len(await shown(browser, since=day)) == 3
    for odd in ("yesterday", "9999-12-31", "2026-13-01"):
        response = await browser.get("/staff/audit", until=odd)
        assert f"{odd} is no day" in response.text


async def test_more_than_fifty_are_paged(server: Running) -> None:
    browser = await server.staff("admin")
    await write(server, *[("ben", "close", f"T-{number}") for number in range(60)])
    first = await browser.get("/staff/audit", actor="ben")
    assert "60 records" in first.text
    assert 'href="/staff/audit?actor=ben&amp;page=2"' in first.text
    assert len(await shown(browser, actor="ben", page="1")) == 50
    last = await shown(browser, actor="ben", page="2")
    assert [row.split()[-1] for row in last] == [f"T-{number}" for number in range(9, -1, -1)]
    assert await shown(browser, actor="ben", page="99") == last


async def test_the_download_holds_what_is_filtered_and_no_formula(server: Running) -> None:
    browser = await server.staff("admin")
    await write(server, ("ben", "close", '=HYPERLINK("http://x")'), ("eva", "close", "T-1"))
    response = await browser.get("/staff/audit.csv", actor="ben")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"].startswith('attachment; filename="audit-')
    header, *rows = csv.reader(io.StringIO(response.text))
    assert header == ["at", "actor", "action", "subject", "detail"]
    assert [row[1:] for row in rows] == [["ben", "close", '\'=HYPERLINK("http://x")', ""]]
    assert "ana export audit audit records: 1" in (await shown(browser))[0]


async def test_what_stands_in_a_record_is_text(server: Running) -> None:
    browser = await server.staff("admin")
    await write(server, ("ben", "<script>", "<img src=x>"))
    response = await browser.get("/staff/audit")
    assert "<script>" not in response.text
    assert "<img" not in response.text
