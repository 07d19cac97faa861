"""Owns the list of all tables, for migrations: importing it registers every model."""

from server.conversations.models import Conversation, Message, Turn
from server.database import Base
from server.feedback.models import Feedback
from server.tickets.models import Ticket

__all__ = ["Base", "Conversation", "Feedback", "Message", "Ticket", "Turn"]
