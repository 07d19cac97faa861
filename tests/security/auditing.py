"""Owns running pip-audit on the pinned lists, and weighing what it finds against the judgements."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from tests.security.judgements import Judgements

LIVE = "https://api.osv.dev/v1/query"


@dataclass(frozen=True)
class Finding:
    """`ids`: all names of one advisory."""

    environment: str
    package: str
    version: str
    ids: frozenset[str]
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        fix = f"fixed in {', '.join(self.fixed_in)}" if self.fixed_in else "no fix"
        names = ", ".join(sorted(self.ids))
        return f"{self.environment}: {self.package} {self.version}: {names} ({fix})"


class AuditFailed(RuntimeError):
    """pip-audit did not get through the list."""


def is_live(url: str = LIVE, seconds: float = 5) -> bool:
    """Whether the service answers from here."""
    body = json.dumps({"package": {"name": "pip", "ecosystem": "PyPI"}, "version": "26.3"})
    request = urllib.request.Request(url, body.encode())
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return isinstance(json.load(answer), dict)
    except (URLError, OSError, ValueError):
        return False


def audit(environment: str, pinned: Path, url: str) -> list[Finding]:
    """What the service knows against a pinned list; nothing is installed or resolved."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(pinned), "--no-deps"]
    command += ["--disable-pip", "--progress-spinner", "off", "--format", "json"]
    command += ["--vulnerability-service", "osv", "--osv-url", url]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_PROXY": "127.0.0.1"},
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        raise AuditFailed(f"pip-audit on {pinned.name}: {done.stderr.strip()[-500:]}") from None
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if skipped or not packages:
        raise AuditFailed(f"pip-audit left out {', '.join(skipped) or 'everything'}")
    return [
        Finding(
            environment,
            package["name"],
            package["version"],
            frozenset([vulnerability["id"], *vulnerability["aliases"]]),
            tuple(vulnerability["fix_versions"]),
        )
        for package in packages
        for vulnerability in package["vulns"]
    ]


def faults(
    findings: Iterable[Finding], judgements: Judgements, pinned: frozenset[tuple[str, str]]
) -> list[str]:
    """Findings nobody judged, and judgements about versions that are not pinned any more."""
    unjudged = [
        f"not judged: {found}"
        for found in findings
        if judgements.unjudged(found.package, found.version, found.ids)
    ]
    stale = [
        f"out of date: judged {judged.package} {judged.version}, which is not pinned"
        for judged in judgements.stale(pinned)
    ]
    return unjudged + stale
