"""Tests of the measures page and its tables."""

import csv
import datetime as dt
import html
import io
import re

import pytest

from server.database import utc_now
from server.measures.definitions import MEASURES
from server.staff.accounts import Role
from tests.server.measures.history import FILING, History
from tests.server.running import Running

MONTH = f"{utc_now():%Y-%m}"
PATHS = ["", f"/{MONTH}.csv", "/survey.csv"]


@pytest.mark.parametrize("path", PATHS)
async def test_nobody_known_is_sent_to_sign_in(server: Running, path: str) -> None:
    response = await server.http.get(f"/desk/measures{path}")
    assert response.status_code == 303
    assert response.headers["location"].startswith("/staff/sign-in")


@pytest.mark.parametrize("path", ["?period=8", "?period=2026-13", "/2026-13.csv", "/x.csv"])
async def test_an_unknown_period_is_not_found(server: Running, path: str) -> None:
    staff = await server.staff()
    assert (await staff.http.get(f"/desk/measures{path}")).status_code == 404


@pytest.mark.parametrize("role", ["agent", "editor", "admin"])
@pytest.mark.parametrize("path", PATHS)
async def test_all_of_staff_may_read_them(server: Running, role: Role, path: str) -> None:
    staff = await server.staff(role)
    assert (await staff.get(f"/desk/measures{path}")).status_code == 200


async def test_each_measure_stands_beside_its_definition(server: Running) -> None:
    staff = await server.staff()
    text = html.unescape(" ".join((await staff.get("/desk/measures")).text.split()))
    assert "Nothing happened in this period yet." in text
    for measure in MEASURES.values():
        assert f"<dt>{measure.label}</dt>" in text
        assert f">{measure.definition}</dd>" in text


async def test_the_page_obeys_the_policy_of_content(server: Running) -> None:
    """No script, style element or style attribute: the policy would drop them."""
    staff = await server.staff()
    text = (await staff.get("/desk/measures", period=MONTH)).text
    assert re.search(r"<script|<style|\sstyle=|\son\w+=", text) is None


async def test_the_figures_of_the_period_are_shown(server: Running) -> None:
    now = utc_now()
    async with server.parts.database.session() as session:
        history = History(session)
        await history.turn("new", now - dt.timedelta(hours=1), "answered", FILING, helpful=True)
        await history.turn("old", now - dt.timedelta(days=20), "unanswered", FILING)
    staff = await server.staff()

    async def asked(period: str) -> str:
        text = (await staff.get("/desk/measures", period=period)).text
        found = re.search(r'Questions asked</dt>\s*<dd class="value">(\S+)', text)
        assert found
        return found[1]

    assert (await asked("7"), await asked("30"), await asked("90")) == ("1", "2", "2")
    text = (await staff.get("/desk/measures", period="7")).text
    assert "no impossible values found" in text
    assert "1 in all, the most (1) on" in text  # the picture in words


async def test_impossible_values_are_named(server: Running) -> None:
    async with server.parts.database.session() as session:
        await History(session).turn("a", utc_now(), "answered", FILING, entry_id=None)
    text = (await (await server.staff()).get("/desk/measures")).text
    assert "An answered turn names no entry: 1" in text
    assert "turn a/1" in text


async def test_the_table_of_a_month_is_suppressed(server: Running) -> None:
    async with server.parts.database.session() as session:
        await History(session).turn("a", utc_now(), "answered", FILING)
    response = await (await server.staff()).get(f"/desk/measures/{MONTH}.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="measures-{MONTH}.csv"' in response.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert {row["value"] for row in rows} == {"<10", "withheld"}


async def test_the_survey_is_downloaded(server: Running) -> None:
    chat = await server.chat()
    await chat.say("hello")
    body = {"trusts": True, "drivers": ["ease"], "comment": None}
    await chat.http.post(f"{chat.path}/survey", json=body, headers=chat.headers)
    staff = await server.staff()
    for path, count in (("", 1), (f"?month={MONTH}", 1), ("?month=2020-01", 0)):
        response = await staff.http.get(f"/desk/measures/survey.csv{path}")
        assert len(response.text.splitlines()) == 1 + count
        assert chat.id not in response.text
