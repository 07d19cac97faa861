"""Tests of what Rasa and the server are started with."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from server.launch.plan import plan_for
from server.settings import Settings

POSTGRES = "postgresql+asyncpg://a@db/assistant"


@pytest.mark.parametrize(
    ("given", "tracker", "redis"),
    [
        pytest.param({}, "sqlite+aiosqlite:///{var}/tracker.db", "", id="embedded"),
        pytest.param({"database_url": POSTGRES}, POSTGRES, "", id="beside-our-tables"),
        pytest.param(
            {"database_url": "sqlite:////srv/a.db"},
            "sqlite+aiosqlite:///{var}/tracker.db",
            "",
            id="beside-no-sqlite-file",
        ),
        pytest.param(
            {"database_url": POSTGRES, "tracker_url": "postgresql://a@other/rasa?sslmode=require"},
            "postgresql+asyncpg://a@other/rasa?ssl=require",
            "",
            id="elsewhere",
        ),
        pytest.param(
            {"redis_url": SecretStr("redis://r:6379/0")},
            "sqlite+aiosqlite:///{var}/tracker.db",
            "redis://r:6379/0",
            id="locks-in-redis",
        ),
    ],
)
def test_both_processes_are_told_of_one_tracker_and_one_redis(
    tmp_path: Path, given: dict[str, Any], tracker: str, redis: str
) -> None:
    plan = plan_for(Settings(var_dir=tmp_path, **given))
    for program in (plan.server, plan.rasa):
        assert program.environment["ASSISTANT_TRACKER_URL"] == tracker.format(var=tmp_path)
        assert program.environment["ASSISTANT_REDIS_URL"] == redis


def test_what_is_added_reaches_both_and_changes_none_of_the_plan(tmp_path: Path) -> None:
    extra = {"ASSISTANT_RATE_LIMIT": "off", "ASSISTANT_REDIS_URL": "redis://other"}
    plan = plan_for(Settings(var_dir=tmp_path, redis_url=SecretStr("redis://r")), extra)
    for program in (plan.server, plan.rasa):
        assert program.environment["ASSISTANT_RATE_LIMIT"] == "off"
        assert program.environment["ASSISTANT_REDIS_URL"] == "redis://r"


def test_without_a_secret_both_get_one_made_for_this_start(tmp_path: Path) -> None:
    first, second = (plan_for(Settings(var_dir=tmp_path)) for _ in range(2))
    secrets = [each.environment["ASSISTANT_INTERNAL_SECRET"] for each in (first.server, first.rasa)]
    assert secrets[0] == secrets[1]
    assert len(secrets[0]) >= 32
    assert secrets[0] != second.server.environment["ASSISTANT_INTERNAL_SECRET"]


def test_no_password_stands_in_a_command(tmp_path: Path) -> None:
    """Everybody on the machine may read the commands."""
    secret = SecretStr("redis://:hidden@r")
    given: dict[str, Any] = {"database_url": "postgresql://a:hidden@db/x", "redis_url": secret}
    plan = plan_for(Settings(var_dir=tmp_path, internal_secret=SecretStr("hidden"), **given))
    assert "hidden" not in " ".join((*plan.server.command, *plan.rasa.command))
