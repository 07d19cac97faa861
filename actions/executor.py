"""Owns the list of actions and the executor that runs them by name."""

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from actions.answer_question import AnswerQuestion
from actions.cancel_ticket import CancelTicket
from actions.give_entry import GiveEntry
from actions.open_ticket import OpenTicket
from actions.ports import AsyncRetriever, Contexts, People, Tickets
from actions.start_ticket import StartTicket
from actions.summarise_ticket import SummariseTicket
from actions.ticket_form import ValidateTicketForm
from actions.ticket_status import TicketStatus


def all_actions(
    retriever: AsyncRetriever, contexts: Contexts, tickets: Tickets, people: People
) -> list[Action]:
    """Every custom action, with its collaborators."""
    return [
        AnswerQuestion(retriever, contexts),
        GiveEntry(retriever, contexts),
        StartTicket(tickets, people),
        ValidateTicketForm(),
        SummariseTicket(),
        OpenTicket(tickets, people),
        CancelTicket(people),
        TicketStatus(tickets),
    ]


def create_executor(
    retriever: AsyncRetriever, contexts: Contexts, tickets: Tickets, people: People
) -> ActionExecutor:
    """An executor that knows these actions and scans for no others."""
    executor = ActionExecutor()
    for action in all_actions(retriever, contexts, tickets, people):
        executor.register_action(action)
    return executor
