"""Owns the table of switches."""

import datetime as dt

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base, UtcDateTime


class Switch(Base):
    """Something paused, until the row is gone. `name` is "assistant", "tickets", "people" or
    "topic/<name>".

    `comment` says why; it is for staff.
    """

    __tablename__ = "switches"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    comment: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(80))
    paused_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
