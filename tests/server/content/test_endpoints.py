"""Tests of the search call."""

from pathlib import Path

from pydantic import SecretStr

from tests.factories import EXTENSION, REFUND, decision, question_of
from tests.server.running import Running, Stage, running

STAFF = {"Authorization": "Bearer staff only"}


async def test_nobody_may_search_where_no_token_is_set(server: Running) -> None:
    for headers in ({}, STAFF, {"Authorization": "Bearer "}):
        response = await server.http.get("/api/search", params={"q": "time"}, headers=headers)
        assert response.status_code == 401


async def test_citizens_may_not_search(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, staff_token=SecretStr("staff only")) as server:
        chat = await server.chat()
        for headers in ({}, chat.headers):
            response = await server.http.get("/api/search", params={"q": "time"}, headers=headers)
            assert response.status_code == 401


async def test_staff_see_what_was_found_with_scores(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, staff_token=SecretStr("staff only")) as server:
        server.retriever.decisions["time"] = decision("choices", EXTENSION, REFUND)
        response = await server.http.get("/api/search", params={"q": "time"}, headers=STAFF)
        assert response.status_code == 200
        found = response.json()
        assert (found["outcome"], found["confidence"]) == ("choices", 0.5)
        assert [row["entry_id"] for row in found["candidates"]] == [EXTENSION, REFUND]
        assert found["candidates"][0]["question"] == question_of(EXTENSION)
        assert found["candidates"][0]["score"] == 0.8


async def test_a_search_needs_words(tmp_path: Path, stage: Stage) -> None:
    async with running(tmp_path, stage, staff_token=SecretStr("staff only")) as server:
        for query in ("", "x" * 2001):
            response = await server.http.get("/api/search", params={"q": query}, headers=STAFF)
            assert response.status_code == 422


async def test_staff_who_signed_in_may_search(server: Running) -> None:
    for role in ("agent", "editor", "admin"):
        browser = await server.staff(role, role)
        assert (await browser.get("/api/search", q="time")).status_code == 200
