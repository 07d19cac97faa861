"""Owns what must hold before the processes start, each with the command that makes it so."""

import errno
import json
import os
import socket
from pathlib import Path

from embeddings.checksums import damaged_files
from embeddings.folders import before
from server.database_file import damage_of
from server.launch.model_file import is_damaged
from server.launch.plan import Plan


class CannotStart(RuntimeError):
    """Something is missing or in the way; the message says what to do."""


def check(plan: Plan) -> str | None:
    """What is wrong and can be done without. Raises CannotStart with all that cannot."""
    index_fault = _index_fault(plan.index)
    can_use_older = index_fault is not None and _index_fault(before(plan.index)) is None
    faults = [
        fault
        for fault in (
            _environment_fault(plan.rasa_python),
            _model_fault(plan.model),
            None if can_use_older else index_fault,
            _folder_fault(plan.var),
            _tracker_fault(plan),
            _port_fault(plan.host, plan.port),
        )
        if fault
    ]
    if faults:
        raise CannotStart("\n".join(faults))
    return f"{index_fault}. Until then the one before it is used" if can_use_older else None


def _environment_fault(python: Path) -> str | None:
    if os.access(python, os.X_OK):
        return None
    return f"there is no environment for Rasa ({python.parent.parent.name}): run `make setup`"


def _model_fault(model: Path) -> str | None:
    if not model.exists():
        return f"there is no trained model ({model}): run `make train`"
    return f"the model {model} is damaged: run `make train`" if is_damaged(model) else None


def _tracker_fault(plan: Plan) -> str | None:
    return damage_of(plan.rasa.environment.get("ASSISTANT_TRACKER_URL", "sqlite://"))


def _index_fault(folder: Path) -> str | None:
    """Whether model and content match is checked by the server, which loads them."""
    if not folder.exists():
        return f"there is no index ({folder}): run `make index`"
    remedy = f"the index in {folder} is half-built: delete the folder and run `make index`"
    if damaged := damaged_files(folder):
        return f"the index in {folder} is damaged ({', '.join(damaged)}): run `make index`"
    try:
        expected = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["passages"]
        with (folder / "passages.jsonl").open(encoding="utf-8") as passages:
            found = sum(1 for _ in passages)
    except (OSError, ValueError, KeyError, TypeError):
        return remedy
    whole = found == expected and (folder / "vectors.faiss").is_file()
    return None if whole else remedy


def _folder_fault(var: Path) -> str | None:
    try:
        var.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"ASSISTANT_VAR_DIR is {var}, which cannot be made: {error.strerror}"
    if os.access(var, os.W_OK):
        return None
    return f"ASSISTANT_VAR_DIR is {var}, which cannot be written to"


def _port_fault(host: str, port: int) -> str | None:
    """Tries the port the way the server will take it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError:
        return f"port {port} is not allowed to this user: set ASSISTANT_PORT to one above 1023"
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return (
                f"port {port} is in use, perhaps by an assistant that already runs: stop it, or "
                f"set ASSISTANT_PORT to another, as in `ASSISTANT_PORT={port + 1} make run`"
            )
        return f"cannot listen on ASSISTANT_HOST {host}, ASSISTANT_PORT {port}: {error.strerror}"
    return None
