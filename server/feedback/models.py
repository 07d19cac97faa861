"""Owns the tables of feedback: whether answers helped, and problems with them."""

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
    reason: Mapped[str | None] = mapped_column(String(32))
    comment: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class AnswerReport(Base):
    """A problem that a citizen found with the answer of one turn, for editors to look at."""

    __tablename__ = "answer_reports"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "turn"], ["turns.conversation_id", "turns.number"]
        ),
    )

    conversation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    turn: Mapped[int] = mapped_column(Integer, primary_key=True)
    reason: Mapped[str] = mapped_column(String(32))
    comment: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
