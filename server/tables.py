"""Owns the list of all tables, for migrations: importing it registers every model."""

from server.audit.models import AuditRecord
from server.contact.models import ContactCheck
from server.conversations.models import Conversation, Message, Takeover, Turn
from server.database import Base
from server.feedback.models import Feedback
from server.helpdesk.models import Delivery
from server.staff.models import StaffAccount, StaffSession
from server.survey.models import SurveyAnswer
from server.switches.models import Switch
from server.tickets.models import Ticket, TicketEvent, TicketPost

__all__ = [
    "AuditRecord",
    "Base",
    "ContactCheck",
    "Conversation",
    "Delivery",
    "Feedback",
    "Message",
    "StaffAccount",
    "StaffSession",
    "SurveyAnswer",
    "Switch",
    "Takeover",
    "Ticket",
    "TicketEvent",
    "TicketPost",
    "Turn",
]
