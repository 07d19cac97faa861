"""Owns the table of feedback."""

import datetime as dt

from sqlalchemy import Boolean, ForeignKeyConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base, UtcDateTime


class Feedback(Base):
    """What a citizen said of one turn; the newest word counts."""

    __tablename__ = "feedback"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "turn"], ["turns.conversation_id", "turns.number"]
        ),
    )

    conversation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    turn: Mapped[int] = mapped_column(Integer, primary_key=True)
    helpful: Mapped[bool] = mapped_column(Boolean)
    comment: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
