"""Tests of the settings."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from server.settings import ROOT, Settings

EXAMPLE = ROOT / ".env.example"


@pytest.mark.parametrize(
    ("given", "origins"),
    [
        pytest.param("", [], id="none"),
        pytest.param("https://a.example", ["https://a.example"], id="one"),
        pytest.param(
            " https://a.example/ , https://b.example,",
            ["https://a.example", "https://b.example"],
            id="several-with-slash-and-spaces",
        ),
    ],
)
def test_origins_are_separated_by_commas(
    monkeypatch: pytest.MonkeyPatch, given: str, origins: list[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_ALLOWED_ORIGINS", given)
    assert Settings().allowed_origins == origins


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("PORT", "0", id="port-0"),
        pytest.param("PORT", "70000", id="port-too-high"),
        pytest.param("PORT", "http", id="port-word"),
        pytest.param("RATE_LIMIT", "maybe", id="rate-limit"),
        pytest.param("RASA_TIMEOUT_SECONDS", "0", id="timeout"),
        pytest.param("MESSAGES_PER_MINUTE", "-5", id="limit"),
        pytest.param("LOG_FORMAT", "xml", id="log-format"),
        pytest.param("STAFF_HOURS", "", id="staff-hours"),
        pytest.param("TIME_ZONE", "Eastern", id="time-zone"),
        pytest.param("HOLIDAYS", "Christmas", id="holidays"),
        pytest.param("TRUSTED_HOSTS", "https://agency.example", id="host-with-scheme"),
        pytest.param("TRUSTED_HOSTS", "agency.example,*", id="any-host"),
        pytest.param("TRUSTED_HOSTS", "a.*.example", id="star-inside"),
        pytest.param("TRUSTED_PROXIES", "*", id="any-proxy"),
        pytest.param("TRUSTED_PROXIES", "proxy.agency.example", id="proxy-name"),
        pytest.param("TRUSTED_PROXIES", "10.0.0.5/8", id="no-network"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ASSISTANT_{name}", value)
    with pytest.raises(ValidationError) as error:
        Settings()
    assert [item["loc"] for item in error.value.errors()] == [(name.lower(),)]


OPENID = {
    "ASSISTANT_OIDC_ISSUER": "https://login.agency.example",
    "ASSISTANT_OIDC_CLIENT_ID": "assistant",
    "ASSISTANT_OIDC_CLIENT_SECRET": "secret",
    "ASSISTANT_OIDC_ROLES": " tax-admins=admin, tax-desk=agent ,",
}


def test_roles_of_a_provider_are_pairs_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in OPENID.items():
        monkeypatch.setenv(name, value)
    assert list(Settings().oidc_roles.items()) == [("tax-admins", "admin"), ("tax-desk", "agent")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("OIDC_ISSUER", "http://login.agency.example", id="no-tls"),
        pytest.param("OIDC_ISSUER", "http://localhost.evil.example", id="not-this-machine"),
        pytest.param("OIDC_CLIENT_ID", "", id="no-client"),
        pytest.param("OIDC_CLIENT_SECRET", "", id="no-secret"),
        pytest.param("OIDC_ROLES", "", id="no-roles"),
        pytest.param("OIDC_ROLES", "tax-desk=boss", id="unknown-role"),
        pytest.param("OIDC_ROLES", "tax-desk", id="no-pair"),
    ],
)
def test_half_a_provider_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    for variable, given in {**OPENID, f"ASSISTANT_{name}": value}.items():
        monkeypatch.setenv(variable, given)
    with pytest.raises(ValidationError):
        Settings()


def test_passwords_are_not_switched_off_where_there_is_no_other_way_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSISTANT_STAFF_PASSWORDS", "off")
    with pytest.raises(ValidationError, match="nobody could sign in"):
        Settings()


def test_the_database_is_in_the_folder_for_data_unless_set(tmp_path: Path) -> None:
    assert Settings(var_dir=tmp_path).database == f"sqlite+aiosqlite:///{tmp_path}/assistant.db"
    url = "postgresql+asyncpg://db/assistant"
    assert Settings(var_dir=tmp_path, database_url=url).database == url


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "INTERNAL_SECRET",
        "SECRET_KEY",
        "REDIS_URL",
        "STAFF_TOKEN",
        "METRICS_TOKEN",
        "OIDC_CLIENT_SECRET",
    ):
        monkeypatch.setenv(f"ASSISTANT_{name}", "plainly visible")
    assert "plainly visible" not in repr(Settings())


_LINE = re.compile(r"^(?P<off>#?)(?P<name>ASSISTANT_\w+)=(?P<value>.*)$", re.MULTILINE)


def test_the_example_file_lists_every_setting() -> None:
    listed = {found["name"] for found in _LINE.finditer(EXAMPLE.read_text(encoding="utf-8"))}
    assert {f"ASSISTANT_{name.upper()}" for name in Settings.model_fields} <= listed


def test_what_the_example_file_sets_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Settings()
    for found in _LINE.finditer(EXAMPLE.read_text(encoding="utf-8")):
        if not found["off"]:
            monkeypatch.setenv(found["name"], found["value"])
    assert Settings() == before
