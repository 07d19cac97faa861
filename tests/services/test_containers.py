"""Tests of the container files, as far as they need no engine: names, paths, hardening."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.launch.environments import RASA_PYTHONS, SERVER_PYTHONS
from server.settings import ROOT, Settings

CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("server-1", "server-2", "rasa-1", "rasa-2", "migrate")
PROXY = ROOT / "server" / "launch" / "haproxy.cfg"
_NAME = re.compile(r"ASSISTANT_[A-Z0-9_]+")


def environment(*services: str) -> set[str]:
    given = {name for service in services for name in SERVICES[service].get("environment", {})}
    return {name for name in given if name.startswith("ASSISTANT_")}


def test_servers_are_given_settings_that_there_are() -> None:
    known = {f"ASSISTANT_{name.upper()}" for name in Settings.model_fields}
    given = environment("server-1", "server-2", "migrate")
    assert given
    assert given <= known


def test_rasa_is_given_all_that_its_files_ask_for() -> None:
    files = [ROOT / "bot" / name for name in ("endpoints.yml", "credentials.yml")]
    asked = {name for file in files for name in _NAME.findall(file.read_text(encoding="utf-8"))}
    for service in ("rasa-1", "rasa-2"):
        assert environment(service) == asked


def test_the_proxy_is_given_all_that_its_file_asks_for() -> None:
    text = PROXY.read_text(encoding="utf-8")
    assert environment("haproxy") == set(re.findall(r"\$\{(ASSISTANT_\w+)", text))


def test_the_proxy_takes_its_file_as_compose_runs_it() -> None:
    program = shutil.which("haproxy", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        pytest.skip("there is no haproxy here (Debian: apt-get install haproxy)")
    done = subprocess.run(
        [program, "-c", "-f", str(PROXY)],
        env=SERVICES["haproxy"]["environment"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_proxy_looks_for_each_process_at_its_address() -> None:
    proxy = SERVICES["haproxy"]["environment"]
    for kind, port in (("server", 8000), ("rasa", 5005)):
        for number in "12":
            address = SERVICES[f"{kind}-{number}"]["networks"]["calls"]["ipv4_address"]
            assert proxy[f"ASSISTANT_{kind.upper()}_{number}"] == f"{address}:{port}"


def test_only_the_proxy_is_published() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["haproxy"]


def test_rasa_and_the_stores_are_on_inner_networks_alone() -> None:
    for name in ("rasa-1", "rasa-2", "postgres", "redis", "migrate"):
        networks = SERVICES[name]["networks"]
        assert all(COMPOSE["networks"][network].get("internal") for network in networks), name


@pytest.mark.parametrize("name", OURS)
def test_our_processes_write_nowhere_and_may_nothing(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_everything_that_stays_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_tables_are_brought_up_to_date_before_a_server_starts() -> None:
    for name in ("server-1", "server-2"):
        needed = SERVICES[name]["depends_on"]["migrate"]
        assert needed == {"condition": "service_completed_successfully"}


def test_no_secret_has_a_value_in_the_file() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search(r"SECRET|PASSWORD|TOKEN|KEY|AUTH", variable):
                assert re.fullmatch(r"\$\{\w+:\?\}", value), f"{name}: {variable}"


def test_images_are_built_from_pythons_the_pins_are_for() -> None:
    bases = re.findall(r"^FROM (\S+) AS (\S+)$", CONTAINERFILE, re.MULTILINE)
    assert len(bases) == 4
    for base, stage in bases:
        version = RASA_PYTHONS[0] if stage.startswith("rasa") else SERVER_PYTHONS[0]
        assert base.startswith(f"python:{version}-"), stage


def test_every_image_has_a_tag() -> None:
    foreign = [service["image"] for service in SERVICES.values() if "build" not in service]
    assert foreign
    assert all(re.search(r":\d+\.?\d*-", image) for image in foreign), foreign


def test_what_is_copied_into_images_is_there_and_sent() -> None:
    sent = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    copied = re.findall(r"^COPY (?!--from)(\S+) ", CONTAINERFILE, re.MULTILINE)
    assert copied
    for path in copied:
        assert (ROOT / path).exists(), path
        assert f"!{Path(path).parts[0]}" in sent, path


def test_images_run_as_somebody_without_rights() -> None:
    stages = re.split(r"^FROM ", CONTAINERFILE, flags=re.MULTILINE)[1:]
    run = [stage for stage in stages if "\nCMD " in stage]
    assert len(run) == 2
    assert all("\nUSER 10001\n" in stage for stage in run)
