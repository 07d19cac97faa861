"""Owns the settings: every deployment value, read from the environment."""

import re
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from embeddings.encoder import DEFAULT_ENCODER
from server.addresses import driven_address, is_sqlite
from server.contact.keys import parse_keys
from server.conversations.hours import OpeningHours, parse_holidays, parse_week, parse_zone
from server.database import Pool
from server.helpdesk.configured import SETTINGS as HELP_DESK
from server.helpdesk.configured import check_help_desk

_HOST_NAME = re.compile(r"(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
ROOT = Path(__file__).resolve().parent.parent
SettingValue = TypeVar("SettingValue", str, SecretStr)


def plain(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def is_provider_address(url: str) -> bool:
    """Whether it is read over TLS, or from this machine."""
    return re.match(r"https://|http://(localhost|127\.0\.0\.1)(:|/|$)", url) is not None


class Settings(BaseSettings):
    """Environment variables prefixed ASSISTANT_; `.env.example` lists them all."""

    # What was given is not repeated in an error: there are passwords among it.
    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    var_dir: Path = ROOT / "var"
    index_dir: Path = ROOT / "var" / "index"
    knowledge_dir: Path = ROOT / "knowledge"
    database_url: str | None = None
    least_free_mb: int = Field(default=500, gt=0)
    redis_url: SecretStr = SecretStr("")
    tracker_url: str | None = None
    database_pool_size: int = Field(default=10, gt=0)
    database_pool_timeout_seconds: float = Field(default=5, gt=0)
    database_statement_timeout_seconds: float = Field(default=10, gt=0)
    encoder: str = DEFAULT_ENCODER
    allowed_origins: Annotated[list[str], NoDecode] = []
    rasa_url: str = "http://127.0.0.1:5005"
    rasa_timeout_seconds: float = Field(default=8.0, gt=0)
    internal_secret: SecretStr = SecretStr("")
    secret_key: SecretStr = SecretStr("")
    contact_keys: SecretStr = SecretStr("")
    staff_token: SecretStr = SecretStr("")
    behind_tls: bool = False
    trusted_hosts: Annotated[list[str], NoDecode] = []
    trusted_proxies: Annotated[list[str], NoDecode] = []
    conversation_token_days: int = Field(default=30, gt=0, le=3650)
    ticket_link_days: int = Field(default=90, gt=0, le=3650)
    staff_session_hours: float = Field(default=12, gt=0, le=168)
    staff_idle_minutes: float = Field(default=120, gt=0)
    staff_sign_in_failures: int = Field(default=5, gt=0)
    staff_lock_minutes: float = Field(default=15, gt=0)
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_role_claim: str = "roles"
    oidc_roles: Annotated[dict[str, Literal["agent", "editor", "admin"]], NoDecode] = {}
    oidc_name: str = "the agency account"
    # After what it needs, and before what needs it: a check sees the fields above its own.
    oidc_issuer: str = ""
    staff_passwords: Literal["on", "off"] = "on"
    metrics_token: SecretStr = SecretStr("")
    rate_limit: Literal["on", "off"] = "on"
    messages_per_minute: int = Field(default=20, gt=0)
    requests_per_minute: int = Field(default=240, gt=0)
    conversations_per_minute: int = Field(default=30, gt=0)
    sign_ins_per_minute: int = Field(default=10, gt=0)
    streams_per_conversation: int = Field(default=8, gt=0)
    streams_per_address: int = Field(default=100, gt=0)
    staff_hours: str = "mon-fri 08:00-18:00"
    time_zone: str = "America/New_York"
    holidays: str = "US"
    service_name: str = Field(default="the Example Revenue Agency", min_length=1, max_length=80)
    survey_rate: float = Field(default=1.0, ge=0, le=1)
    reply_within_hours: int = Field(default=20, gt=0, le=2000)
    ticket_close_after_days: int = Field(default=14, gt=0, le=3650)
    keep_conversations_days: int = Field(default=180, ge=31, le=3650)
    keep_tickets_days: int = Field(default=730, ge=1, le=36500)
    keep_audit_days: int = Field(default=2190, ge=1, le=36500)
    people: Literal["on", "off"] = "on"
    chats_per_agent: int = Field(default=3, gt=0)
    takeover_absent_minutes: int = Field(default=10, ge=2)
    public_url: str = ""
    webhook_url: str = ""
    webhook_secret: SecretStr = Field(default=SecretStr(""), validate_default=True)
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = Field(default="", validate_default=True)
    mail_staff: str = ""
    helpdesk_contact: bool = False
    log_format: Literal["json", "console"] = "json"

    @field_validator("allowed_origins", "trusted_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _comma_separated(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str):
            return value
        given = [each.strip() for each in value.split(",") if each.strip()]
        if info.field_name == "allowed_origins":
            return [origin.rstrip("/") for origin in given]
        return given

    @field_validator("trusted_hosts")
    @classmethod
    def _host_names(cls, value: list[str]) -> list[str]:
        for name in value:
            if not _HOST_NAME.fullmatch(name):
                raise ValueError("host names without scheme or port; *.agency.example for a domain")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: list[str]) -> list[str]:
        # "*" would let every caller choose the address they are counted under.
        return [str(ip_network(each)) for each in value]

    @field_validator("contact_keys")
    @classmethod
    def _contact_keys(cls, value: SecretStr) -> SecretStr:
        parse_keys(value.get_secret_value())
        return value

    @field_validator("database_url", "tracker_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        return driven_address(value) if value else None

    @field_validator("oidc_roles", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
        return {name.strip(): role.strip() for name, _, role in pairs}

    @field_validator("staff_hours", "time_zone", "holidays")
    @classmethod
    def _hours(cls, value: str, info: ValidationInfo) -> str:
        parsers = {"staff_hours": parse_week, "time_zone": parse_zone, "holidays": parse_holidays}
        parsers[info.field_name or ""](value)
        return value

    @field_validator("public_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#@]+/?", value):
            raise ValueError("the address of the server is https://host, without a path")
        return value.rstrip("/")

    @field_validator("webhook_url", "webhook_secret", "smtp_url", "mail_from", "mail_staff")
    @classmethod
    def _help_desks(cls, value: SettingValue, info: ValidationInfo) -> SettingValue:
        others = {name: plain(given) for name, given in info.data.items() if name in HELP_DESK}
        check_help_desk(info.field_name or "", plain(value), others)
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _provider(cls, value: str, info: ValidationInfo) -> str:
        if value and not is_provider_address(value):
            raise ValueError("the address of the provider begins with https://")
        for name in ("client_id", "client_secret", "roles"):
            given = info.data.get(f"oidc_{name}")
            if value and not (given.get_secret_value() if isinstance(given, SecretStr) else given):
                raise ValueError(f"set ASSISTANT_OIDC_{name.upper()} too")
        return value

    @field_validator("staff_passwords")
    @classmethod
    def _way_in(cls, value: str, info: ValidationInfo) -> str:
        if value == "off" and not info.data.get("oidc_issuer"):
            raise ValueError("nobody could sign in: set ASSISTANT_OIDC_ISSUER")
        return value

    @cached_property
    def opening_hours(self) -> OpeningHours:
        """When staff are there."""
        return OpeningHours(
            parse_week(self.staff_hours), parse_zone(self.time_zone), parse_holidays(self.holidays)
        )

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy address; SQLite under `var_dir` unless one is set."""
        return self.database_url or f"sqlite+aiosqlite:///{self.var_dir / 'assistant.db'}"

    @property
    def pool(self) -> Pool:
        """Of the connections to PostgreSQL."""
        return Pool(
            self.database_pool_size,
            self.database_pool_timeout_seconds,
            self.database_statement_timeout_seconds,
        )

    @cached_property
    def tracker(self) -> str:
        """The SQLAlchemy address of Rasa's table `events`, which conversations are kept in.

        Beside our own tables where those are in PostgreSQL; SQLite writers would wait for another.
        """
        if self.tracker_url:
            return self.tracker_url
        shared = self.database_url and not is_sqlite(self.database_url)
        return self.database if shared else f"sqlite+aiosqlite:///{self.var_dir / 'tracker.db'}"
