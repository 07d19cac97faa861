"""Tests of what the section `stages` makes of its traces."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import pytest

from server.settings import ROOT
from tests.benchmarks.drawings import inline_svg
from tests.benchmarks.flame import flame_graph
from tests.benchmarks.stacks import is_waiting, package_of, shares, stacks_of
from tests.benchmarks.stages import questions, section_of
from tests.benchmarks.traced_server import (
    SESSION,
    STAGES,
    TRANSACTION,
    Times,
    timed,
    timed_context,
)

RAW = f"""\
run (/w/lib/python3.11/asyncio/base_events.py:1);send ({ROOT}/server/a.py:2) 10
run (/w/lib/python3.11/asyncio/base_events.py:1);execute (/v/site-packages/sqlalchemy/x.py:2) 25
run (/w/lib/python3.11/asyncio/base_events.py:1);execute (/v/site-packages/sqlalchemy/x.py:2);\
dumps <lambda> (/w/lib/python3.11/json/__init__.py:9) 5
"""


def test_samples_are_shared_out_by_package() -> None:
    found = {share.package: share for share in shares(stacks_of(RAW))}
    assert (found["sqlalchemy"].own, found["sqlalchemy"].below) == (62.5, 75.0)
    assert (found["ours: server"].own, found["python: json"].own) == (25.0, 12.5)
    assert (found["python: asyncio"].own, found["python: asyncio"].below) == (0.0, 100.0)
    assert next(iter(found)) == "sqlalchemy"


@pytest.mark.parametrize(
    ("path", "package"),
    [
        ("/srv/server/.venv/lib/python3.11/site-packages/torch/nn/x.py", "torch"),
        ("/usr/lib/python3.10/ssl.py", "python: ssl"),
        (f"{ROOT}/embeddings/index.py", "ours: embeddings"),
        ("<frozen importlib>", "other"),
    ],
)
def test_a_file_is_of_a_package(path: str, package: str) -> None:
    assert package_of(path) == package


def test_a_thread_that_waits_for_work_takes_no_processor() -> None:
    lines = Path(threading.__file__).read_text(encoding="utf-8").splitlines()
    waits = next(at for at, line in enumerate(lines, 1) if "waiter.acquire()" in line)
    assert is_waiting(f"wait ({threading.__file__}:{waits})")
    assert not is_waiting(f"notify ({threading.__file__}:1)")
    assert not is_waiting(f"get ({ROOT}/server/settings.py:1)")


def test_the_flame_graph_is_a_drawing_that_names_functions_as_text() -> None:
    drawn = inline_svg(flame_graph(stacks_of(RAW)), "f-")
    assert "execute (sqlalchemy): 75.0%" in drawn
    assert "dumps &lt;lambda&gt; (python: json): 12.5%" in drawn
    assert drawn.count("<rect") == 5


def test_stages_are_means_of_a_turn_and_what_is_left_is_http() -> None:
    times: Times = [
        ("authorise", 0.0, 0.01),
        ("turn", 0.0, 0.06),
        ("turn: Rasa", 0.0, 0.04),
        ("authorise", 1.0, 0.01),
        ("turn", 1.0, 0.10),
    ]
    found = section_of([0.1, 0.12], times, {"Rasa": stacks_of(RAW)})
    rows = {str(row[0]).strip(): row[1:] for row in found.tables[0].rows}
    assert rows["the citizen waits"] == pytest.approx((110.0, 100.0, 1.0))
    assert rows["HTTP, routing, JSON"] == pytest.approx((20.0, 18.18, 1.0), abs=0.01)
    assert rows["Rasa"] == pytest.approx((20.0, 18.18, 0.5), abs=0.01)
    assert found.ratios[0].value == pytest.approx(0.1818, abs=0.001)
    assert found.pictures[0][0].startswith("Rasa: flame graph")


@pytest.mark.parametrize("place", [*STAGES.values(), TRANSACTION, SESSION])
def test_each_stage_is_a_method_that_is_there(place: str) -> None:
    module, _, path = place.partition(":")
    kind, _, name = path.partition(".")
    assert callable(getattr(getattr(import_module(module), kind), name))


def test_what_is_wrapped_does_as_before_and_is_timed() -> None:
    times: Times = []

    async def doubled(number: int) -> int:
        return number * 2

    def failing() -> None:
        raise KeyError("gone")

    @asynccontextmanager
    async def opened(name: str) -> AsyncIterator[str]:
        yield name

    async def use() -> tuple[int, str]:
        async with timed_context(opened, "context", times)("a") as given:
            return await timed(doubled, "waited", times)(4), given

    assert asyncio.run(use()) == (8, "a")
    with pytest.raises(KeyError):
        timed(failing, "called", times)()
    assert [stage for stage, _, _ in times] == ["waited", "context", "called"]


def test_questions_come_from_all_topics_in_turn() -> None:
    texts = questions()
    first = [next(texts) for _ in range(20)]
    assert len(set(first)) == 20
