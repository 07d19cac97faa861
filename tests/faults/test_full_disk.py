"""Tests of a disk that fills up under `var/`: clear errors, an alarm, no corruption, recovery."""

from pathlib import Path

from tests.assistant.running import Chat, until
from tests.faults.conftest import Note
from tests.faults.load import Citizens
from tests.faults.serving import ServerProcess
from tests.faults.small_disk import SIZE_MB, small_disk


def disk(server: ServerProcess) -> tuple[int, str]:
    response = server.http.get("/readyz")
    return response.status_code, response.json()["checks"]["disk"]


def test_the_disk_fills_up_and_is_emptied_under_load(tmp_path: Path, note: Note) -> None:
    with small_disk(tmp_path / "disk") as full:
        server = ServerProcess(full.folder, least_free_mb=1)
        server.start()
        try:
            with Citizens(server.url) as citizens:
                citizens.wait_for_more(3)
                assert disk(server)[1] == "up"
                full.fill()
                citizens.wait_for_failures(20)
                assert disk(server) == (503, "down")
                assert server.http.get("/healthz").status_code == 200
                full.empty()
                citizens.wait_for_more(3)
            until(lambda: disk(server)[1] == "up", 10)
            assert set(citizens.codes) <= {"200", "201", "503 database_unavailable"}, server.log()
            chat = Chat(server.http)
            assert chat.say("hello")["status"] == "unanswered"
            assert server.starts == 1
            server.stop()
            assert server.rows("PRAGMA integrity_check") == [("ok",)]
            assert set(citizens.references) <= set(server.tickets())
            per_chat = server.rows("SELECT count(*) FROM tickets GROUP BY conversation_id")
            assert set(per_chat) == {(1,)}
        finally:
            server.close()
    note(
        "disk full under load",
        f"{citizens.failures} calls got 503, {len(citizens.references)} references seen, all kept",
    )


def test_before_it_is_full_readiness_says_so_and_all_goes_on(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as almost:
        server = ServerProcess(almost.folder, least_free_mb=2 * SIZE_MB)
        server.start()
        try:
            assert disk(server)[1] == "low"
            assert Chat(server.http).say("hello")["status"] == "unanswered"
        finally:
            server.close()
