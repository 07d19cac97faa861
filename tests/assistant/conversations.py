"""Owns what citizens type in the tests of the whole assistant, and the way through the form."""

from typing import Any

from tests.assistant.running import Chat

QUESTION = "How do I get more time to file?"
OTHER_QUESTION = "How much is the standard deduction for a single person?"
TWO_QUESTIONS = "How do I file for an extension? And when is the deadline to file my tax return?"
DANGER = "they say I will be arrested if I do not buy gift cards in an hour"
# About tax, and answered by no entry: some get no answer, others get choices or are sent on.
ODD_QUESTIONS = (
    "how much was the no tax on overtime deduction in 2013",
    "can I deduct the interest on my car loan for 2010",
    "what was the mileage rate in 2002",
    "can I claim the new senior deduction for 2011",
    "what were the tax brackets in 2005",
    "how much was the child tax credit in 2008",
    "what is the tax treatment of a perpetual usufruct in louisiana",
    "are the wages of a ship's cat my income",
    "can I deduct the oats of the horse that I ride to the office",
    "how are reindeer herders taxed in alaska",
    "can my church file as an s corporation",
    "does a lighthouse keeper get a tax credit for lamp oil",
    "how do I report a section 1031 exchange of farm land",
    "is the prize of a pumpkin weighing contest taxed in antarctica",
    "how is a controlled foreign corporation taxed under subpart f",
)
# Each may mean several entries.
VAGUE_QUESTIONS = (
    "refund",
    "child credit",
    "penalty",
    "payments",
    "deadline",
    "what about my kids",
    "home",
    "school costs",
    "letter from the irs",
    "1099",
)
SLOTS = ("question", "name", "contact", "consent", "summary")
ASKS = {
    "question": "What is your question?",
    "name": "What name should we use",
    "contact": "How can we reach you?",
    "consent": "May we keep your name",
    "summary": "Shall I send it?",
}
FILLS = {
    "question": "Can I deduct the oats of the horse that I ride to the office?",
    "name": "Maria Silva",
    "contact": "maria.silva@example.org",
    "consent": "yes",
}


def form_up_to(chat: Chat, slot: str) -> None:
    """Starts the form and fills it until it asks for `slot`."""
    chat.say("I want to talk to a person")
    for each in SLOTS:
        assert ASKS[each] in chat.text
        if each == slot:
            return
        chat.say(FILLS[each])


def opened(chat: Chat) -> tuple[str, str]:
    """Confirms the summary: reference and secret of the ticket."""
    turn = chat.pick("Send it")
    assert turn["status"] == "ticket_opened"
    (ticket,) = [message for message in turn["messages"] if message["type"] == "ticket"]
    page, secret = ticket["url"].split("#")
    assert page == f"/tickets/{ticket['reference']}"
    assert ticket["reference"] in ticket["text"]
    return ticket["reference"], secret


def first_with_choices(chat: Chat) -> dict[str, Any]:
    """Asks vague questions until one gets choices."""
    for question in VAGUE_QUESTIONS:
        turn = chat.say(question)
        if turn["status"] == "choices":
            return turn
    raise AssertionError("no vague question got choices")


def first_unanswered(chat: Chat) -> str:
    """Asks odd questions until one gets no answer: the question."""
    for question in ODD_QUESTIONS:
        if chat.say(question)["status"] == "unanswered":
            return question
    raise AssertionError("every odd question got an answer or choices")
