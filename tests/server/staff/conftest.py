"""Owns the OpenID Connect provider of the tests, and a server that signs in there."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.server.running import Running, Stage, running
from tests.server.staff.provider import Provider, provider


@pytest.fixture(scope="session")
def started_provider() -> Iterator[Provider]:
    with provider() as made:
        yield made


@pytest.fixture
def idp(started_provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The provider, telling the truth."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    started_provider.tell_the_truth()
    return started_provider


@pytest.fixture
async def openid(tmp_path: Path, stage: Stage, idp: Provider) -> AsyncIterator[Running]:
    """A server whose staff sign in with the provider."""
    async with running(tmp_path, stage, **idp.settings()) as started:
        yield started
