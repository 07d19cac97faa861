"""Tests of what is said when something is missing or in the way of a start."""

import dataclasses
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.checksums import write_checksums
from server.launch.plan import Plan
from server.launch.preconditions import CannotStart, check
from tests.server.launch.stub_assistant import stub_plan


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return stub_plan(tmp_path)


def test_a_port_that_is_free_again_is_no_hindrance(plan: Plan) -> None:
    with socket.create_server(("127.0.0.1", plan.port)), pytest.raises(CannotStart):
        check(plan)
    check(plan)


def test_a_port_in_use_names_the_setting(plan: Plan) -> None:
    with socket.create_server(("127.0.0.1", plan.port)), pytest.raises(CannotStart) as raised:
        check(plan)
    assert f"port {plan.port} is in use" in str(raised.value)
    assert f"ASSISTANT_PORT={plan.port + 1} make run" in str(raised.value)


def _half_built_index(plan: Plan) -> None:
    (plan.index / "passages.jsonl").write_text("{}\n")


def _index_without_vectors(plan: Plan) -> None:
    (plan.index / "vectors.faiss").unlink()


def _index_with_cut_manifest(plan: Plan) -> None:
    (plan.index / "manifest.json").write_text('{"pass')


def _no_index(plan: Plan) -> None:
    plan.index.rename(plan.index.with_name("moved"))


def _index_with_a_flipped_bit(plan: Plan) -> None:
    write_checksums(plan.index)
    (plan.index / "vectors.faiss").write_bytes(b"\1")


def _no_model(plan: Plan) -> None:
    plan.model.unlink()


def _cut_model(plan: Plan) -> None:
    plan.model.write_bytes(b"\x1f\x8b\x08")


def _cut_model_by_its_checksum(plan: Plan) -> None:
    plan.model.write_bytes(plan.model.read_bytes()[:-8])


def _empty_model(plan: Plan) -> None:
    plan.model.write_bytes(b"")


def _flipped_model(plan: Plan) -> None:
    whole = bytearray(plan.model.read_bytes())
    whole[-6] ^= 1  # of the checksum, behind all that tar reads
    plan.model.write_bytes(bytes(whole))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(_no_index, "there is no index .*make index", id="no index"),
        pytest.param(_half_built_index, "half-built.*make index", id="passages missing"),
        pytest.param(_index_without_vectors, "half-built.*make index", id="vectors missing"),
        pytest.param(_index_with_cut_manifest, "half-built.*make index", id="manifest cut"),
        pytest.param(_no_model, "no trained model .*make train", id="no model"),
        pytest.param(
            _index_with_a_flipped_bit, r"damaged \(vectors.faiss\).*make index", id="index flipped"
        ),
        pytest.param(_cut_model, "damaged.*make train", id="model cut"),
        pytest.param(_cut_model_by_its_checksum, "damaged.*make train", id="model cut late"),
        pytest.param(_empty_model, "damaged.*make train", id="model empty"),
        pytest.param(_flipped_model, "damaged.*make train", id="model flipped"),
    ],
)
def test_a_missing_part_names_the_command(
    plan: Plan, damage: Callable[[Plan], None], message: str
) -> None:
    damage(plan)
    with pytest.raises(CannotStart, match=message):
        check(plan)


def test_a_damaged_index_is_told_of_where_the_one_before_can_be_used(plan: Plan) -> None:
    shutil.copytree(plan.index, plan.index.with_name("index.before"))
    assert check(plan) is None
    _index_without_vectors(plan)
    told = check(plan)
    assert told is not None
    assert "half-built" in told
    assert "the one before it is used" in told


def test_a_damaged_tracker_is_named_and_not_touched(plan: Plan) -> None:
    tracker = plan.var / "tracker.db"
    damaged = b"SQLite format 3\0" + b"\xff" * 8192
    tracker.write_bytes(damaged)
    environment = {"ASSISTANT_TRACKER_URL": f"sqlite+aiosqlite:///{tracker}"}
    rasa = dataclasses.replace(plan.rasa, environment=environment)
    with pytest.raises(CannotStart, match=f"{tracker} is damaged.*nothing was written"):
        check(dataclasses.replace(plan, rasa=rasa))
    assert tracker.read_bytes() == damaged


def test_all_faults_are_told_at_once(plan: Plan) -> None:
    _no_model(plan)
    missing = dataclasses.replace(plan, rasa_python=plan.var / ".venv-rasa" / "bin" / "python")
    with pytest.raises(CannotStart) as raised:
        check(missing)
    assert "no environment for Rasa (.venv-rasa): run `make setup`" in str(raised.value)
    assert "no trained model" in str(raised.value)
