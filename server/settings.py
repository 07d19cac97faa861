"""Owns the settings: every deployment value, read from the environment."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from embeddings.encoder import DEFAULT_ENCODER

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Environment variables prefixed ASSISTANT_; `.env.example` lists them all."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    var_dir: Path = ROOT / "var"
    index_dir: Path = ROOT / "var" / "index"
    knowledge_dir: Path = ROOT / "knowledge"
    database_url: str | None = None
    encoder: str = DEFAULT_ENCODER
    allowed_origins: Annotated[list[str], NoDecode] = []
    rasa_url: str = "http://127.0.0.1:5005"
    rasa_timeout_seconds: float = Field(default=8.0, gt=0)
    internal_secret: SecretStr = SecretStr("")
    secret_key: SecretStr = SecretStr("")
    staff_token: SecretStr = SecretStr("")
    secure_cookies: bool = False
    metrics_token: SecretStr = SecretStr("")
    rate_limit: Literal["on", "off"] = "on"
    messages_per_minute: int = Field(default=20, gt=0)
    requests_per_minute: int = Field(default=240, gt=0)
    conversations_per_minute: int = Field(default=30, gt=0)
    log_format: Literal["json", "console"] = "json"

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        if isinstance(value, str):
            return [origin.strip().rstrip("/") for origin in value.split(",") if origin.strip()]
        return value

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy address; SQLite under `var_dir` unless one is set."""
        return self.database_url or f"sqlite+aiosqlite:///{self.var_dir / 'assistant.db'}"
