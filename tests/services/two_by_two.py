"""Owns two servers and two Rasa processes behind HAProxy, on one PostgreSQL and one Redis."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import httpx
import pytest
from pydantic import SecretStr

from server.launch.child import Child, Program
from server.launch.plan import free_port, plan_for
from server.settings import ROOT, Settings
from tests.assistant.running import until
from tests.contact_keys import CONTACT_KEY

READY_SECONDS = 240.0
SECRET = "the secret of the tests"
HAPROXY = ROOT / "server" / "launch" / "haproxy.cfg"


class TwoByTwo:
    """`servers` and `rasas` are killed and started again by their number, 0 or 1.

    With `pairs=1` there is one of each behind the same HAProxy. `environment` is added to that of
    both processes.
    """

    def __init__(
        self,
        folder: Path,
        postgres_url: str,
        redis_url: str,
        pairs: int = 2,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._folder, self._environment = folder, environment
        self._postgres_url, self._redis_url = postgres_url, redis_url
        public, self._rasa, self._actions = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{public}"
        programs = [self._pair(folder / f"pair{number}") for number in range(pairs)]
        self.servers = [Child(server, ROOT) for server, _ in programs]
        self.rasas = [Child(rasa, ROOT) for _, rasa in programs]
        self.server_urls = [_base(server) for server, _ in programs]
        rasa_urls = [_base(rasa) for _, rasa in programs]
        self.haproxy = Child(self._balancer(public, rasa_urls), ROOT)

    def _pair(self, var: Path) -> tuple[Program, Program]:
        settings = Settings(
            port=free_port(),
            var_dir=var,
            database_url=self._postgres_url,
            redis_url=SecretStr(self._redis_url),
            internal_secret=SecretStr(SECRET),
        )
        extra = {
            "ASSISTANT_DATABASE_URL": self._postgres_url,
            "ASSISTANT_SECRET_KEY": "the key of the tests",
            "ASSISTANT_CONTACT_KEYS": CONTACT_KEY,
            "ASSISTANT_KNOWLEDGE_DIR": str(self._folder / "knowledge"),
            "ASSISTANT_RATE_LIMIT": "off",
            "ASSISTANT_TRUSTED_PROXIES": "127.0.0.1",
            "OMP_NUM_THREADS": "1",
            **self._environment,
        }
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("ASSISTANT_INDEX_DIR", str(var / "index"))
            plan = plan_for(settings, extra)
        rasa, actions = f"http://127.0.0.1:{self._rasa}", f"http://127.0.0.1:{self._actions}"
        return (
            _with(plan.server, {"ASSISTANT_RASA_URL": rasa}),
            _with(plan.rasa, {"ASSISTANT_ACTIONS_URL": f"{actions}/internal/actions"}),
        )

    def _balancer(self, public: int, rasa_urls: list[str]) -> Program:
        nobody = "127.0.0.1:1"
        servers = [*map(_host, self.server_urls), nobody]
        rasas = [*map(_host, rasa_urls), nobody]
        environment = {
            "ASSISTANT_BIND": f"127.0.0.1:{public}",
            "ASSISTANT_RASA_BIND": f"127.0.0.1:{self._rasa}",
            "ASSISTANT_ACTIONS_BIND": f"127.0.0.1:{self._actions}",
            "ASSISTANT_SERVER_1": servers[0],
            "ASSISTANT_SERVER_2": servers[1],
            "ASSISTANT_RASA_1": rasas[0],
            "ASSISTANT_RASA_2": rasas[1],
        }
        log, pid = self._folder / "haproxy.log", self._folder / "haproxy.pid"
        command = (found_haproxy(), "-db", "-f", str(HAPROXY))
        return Program("HAProxy", command, f"{self.url}/readyz", log, pid, environment)

    def start(self) -> None:
        """Returns when all are ready."""
        shutil.copytree(ROOT / "knowledge", self._folder / "knowledge")
        for server in self.servers:
            index = Path(server.program.environment["ASSISTANT_INDEX_DIR"])
            if (ROOT / "var" / "index").exists():
                shutil.copytree(ROOT / "var" / "index", index)
            folders = ("--knowledge", str(self._folder / "knowledge"), "--index", str(index))
            build = (sys.executable, "-m", "embeddings", "build", *folders)
            subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        for rasa in self.rasas:
            Path(rasa.program.environment["TMPDIR"]).mkdir(parents=True)
        for child in (self.haproxy, *self.rasas, *self.servers):
            child.start()
        self.wait_until_whole()

    def wait_until_whole(self) -> None:
        """Each by itself, and as HAProxy sees them."""
        for child in (*self.rasas, *self.servers):
            until(lambda child=child: _is_up(child.program.ready_url), READY_SECONDS)  # type: ignore[misc]
        until(lambda: _is_up(f"{self.url}/readyz"), READY_SECONDS)

    def kill(self, child: Child) -> None:
        """`kill -9` of it alone."""
        os.kill(int(child.program.pid_file.read_text()), signal.SIGKILL)
        until(lambda: child.ended is not None, 10)

    def stop(self) -> None:
        for child in (self.haproxy, *self.servers, *self.rasas):
            child.kill()


def found_haproxy() -> str:
    """Debian keeps it where only root looks. Skips the test where there is none."""
    found = shutil.which("haproxy", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.skip("there is no haproxy: apt-get install haproxy")
    return found


def _with(program: Program, environment: Mapping[str, str]) -> Program:
    return replace(program, environment={**program.environment, **environment})


def _base(program: Program) -> str:
    return program.ready_url.split("/", 3)[0] + "//" + program.ready_url.split("/")[2]


def _host(url: str) -> str:
    return url.removeprefix("http://")


def _is_up(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
