"""Owns the table of survey answers."""

import datetime as dt

from sqlalchemy import JSON, Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base, UtcDateTime


class SurveyAnswer(Base):
    """One filled-in survey. `subject` ("conversation/<id>" or "ticket/<reference>") has one.

    `external_id` is random and stands for the subject in exports. `chosen` are the drivers picked
    among `offered`.
    """

    __tablename__ = "survey_answers"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    external_id: Mapped[str] = mapped_column(String(36), unique=True)
    subject: Mapped[str] = mapped_column(String(60), unique=True)
    trusts: Mapped[bool] = mapped_column(Boolean)
    offered: Mapped[list[str]] = mapped_column(JSON)
    chosen: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
