"""Owns the tables of conversations: conversations, turns, messages."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.contact.encrypted import EncryptedJson
from server.database import Base, UtcDateTime


class Conversation(Base):
    """A chat. The token is kept as a hash. `draft` is where its dialogue stands beside what Rasa
    keeps, such as a ticket begun while Rasa was away; `context` is what the last question was
    about. While `owner_id` names a member of staff, the assistant is silent. `person_wanted_at` is
    when a person was asked for who has not come yet.
    `contact` is what a ticket form that is running was told of who its citizen is, and which of it
    is asked for now; it is gone with the form. `stop_due`: a person was here, so Rasa is told to
    stop what it had begun before it goes on.
    """

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    last_turn: Mapped[int] = mapped_column(Integer, default=0)
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    context: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff_accounts.id", name="fk_conversations_owner"), index=True, default=None
    )
    person_wanted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, default=None)
    stop_due: Mapped[bool] = mapped_column(Boolean, default=False)
    contact: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson, default=None)


class Turn(Base):
    """A citizen's message and what came back. `status` is None until the reply is stored."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("conversation_id", "idempotency_key"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    idempotency_key: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    status: Mapped[str | None] = mapped_column(String(20))
    degraded: Mapped[bool] = mapped_column(Boolean, default=False)
    confidence: Mapped[float | None] = mapped_column(Float)
    entry_id: Mapped[str | None] = mapped_column(String(120))
    notices: Mapped[list[str]] = mapped_column(JSON, default=list)
    candidates: Mapped[list[Any]] = mapped_column(JSON, default=list)


class Message(Base):
    """One message as the API shows it; `body` holds all fields but author and turn. With an
    `idempotency_key`, which only what staff write has, it is stored once.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "idempotency_key", name="uq_messages_key"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    turn: Mapped[int] = mapped_column(Integer)
    author: Mapped[str] = mapped_column(String(10))
    type: Mapped[str] = mapped_column(String(20))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    idempotency_key: Mapped[str | None] = mapped_column(String(64), default=None)


class Takeover(Base):
    """A member of staff in a conversation. `left_at` is None while they are."""

    __tablename__ = "takeovers"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"))
    joined_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
