"""Owns the table of deliveries to other help desks."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.contact.encrypted import EncryptedJson
from server.database import Base, UtcDateTime


class Delivery(Base):
    """One notice to one help desk: `state` is pending, delivered or dead.

    Stored in the transaction of what it tells of, so neither is there without the other.
    `contact`, where contacts are shared, is part of the payload until it is delivered.
    `notice_id` is what the receiver knows it by, at every attempt. `attempts` counts those begun.
    """

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("notice_id", "helpdesk"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    notice_id: Mapped[str] = mapped_column(String(40))
    helpdesk: Mapped[str] = mapped_column(String(20))
    event: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    contact: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson)
    state: Mapped[str] = mapped_column(String(10), index=True)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    problem: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
