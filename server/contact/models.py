"""Owns the table that tells whether the contact keys are those the data was written with."""

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from server.contact.encrypted import EncryptedText
from server.database import Base


class ContactCheck(Base):
    """One row, written at the first start: keys that cannot read it are the wrong ones."""

    __tablename__ = "contact_check"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sealed: Mapped[str] = mapped_column(EncryptedText)
