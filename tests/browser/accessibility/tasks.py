"""Owns what a citizen does with the keyboard alone, step by step: at the widget, on plain pages."""

from tests.browser.accessibility.keyboard import Step
from tests.browser.accessibility.scene import LIKE_A_SUGGESTION, VAGUE
from tests.factories import DEDUCTION, REFUND, question_of

BOX = "Your question"
ENTER, SPACE = ("Enter",), ("Space",)
_WRONG = "That does not look like an e-mail address"

OPENING = (
    Step("Open the chat", "Ask a tax question", keys=ENTER, focus=BOX),
    Step("See suggestions", typed=LIKE_A_SUGGESTION, sees="1 suggested question"),
    Step("Ignore them: send what was typed", keys=ENTER, sees="six more months"),
)
ANSWER = (
    Step("Copy the answer", "<Copy the answer", keys=ENTER, sees="Copied"),
    Step("Report a problem", "Report a problem with this answer", keys=ENTER, sees="What is the"),
    Step("Send the report too early", "Send", keys=ENTER, sees="Choose what the problem is."),
    Step("Choose the second reason", keys=("ArrowDown",)),
    Step("Add words", "In your words (optional)", typed="which form?"),
    Step("Send the report", "Send", keys=ENTER, sees="Thank you. The people who write"),
    Step("Say that it did not help", "No", keys=ENTER, sees="What was missing?"),
    Step("Choose the first reason", "It does not answer my question", keys=SPACE),
    Step("Send the reason", "Send", keys=ENTER, focus="Thank you"),
)
QUESTIONS = (
    Step("Ask something vague", BOX, typed=VAGUE, keys=ENTER, sees="Which of these do you mean?"),
    Step("Pick a choice", f"<{question_of(REFUND)}", keys=ENTER, sees="Look it up online."),
    Step("See suggestions again", BOX, typed="more ti", sees="1 suggested question"),
    Step("Take one", keys=("ArrowDown", "Enter"), sees="Related questions"),
    Step("Ask a related question", f"<{question_of(DEDUCTION)}", keys=ENTER, sees="single person"),
    Step("Switch to Spanish", "<Español", keys=ENTER, focus="English"),
    Step("Switch back", keys=ENTER, focus="Español"),
    Step("Send nothing", BOX, keys=ENTER, sees="Type a question first."),
)
TICKET = (
    Step("Ask for a person", "Talk to a person", keys=ENTER, sees="What is your question?"),
    Step("Give the question", f"<{BOX}", typed="Why so late?", keys=ENTER, sees="What name"),
    Step("Give a name", typed="Eve Evans", keys=ENTER, sees="How can we reach you?"),
    Step("Give a wrong contact", typed="nowhere", keys=ENTER, sees=_WRONG),
    Step("Give a phone number", typed="202-555-0147", keys=ENTER, sees="When may we call you?"),
    Step("Say when", typed="weekdays 9 to 12", keys=ENTER, sees="May we keep your name"),
    Step("Agree", "<Yes, you may", keys=ENTER, sees="This is exactly what staff will see."),
    Step("See what goes with it", "Show all 11 messages", keys=ENTER),
    Step("Send the ticket", "Send it", keys=ENTER, sees="Your reference"),
)
FOLLOWING = (
    Step("Write to the ticket", "Your message", typed="Any news?"),
    Step("Send it", "Send", keys=ENTER, sees="Any news?", focus="Send"),
)
ENDING = (
    Step("Start over", "Start over", keys=ENTER, sees="Start over? The messages"),
    Step("Keep the conversation after all", keys=("Escape",), focus=BOX),
    Step("End the chat", "End chat", keys=ENTER, focus="How did we do?"),
    Step("Agree that it helped", "I agree", keys=SPACE, sees="What was good?"),
    Step("Choose what was good", "I got what I needed", keys=SPACE),
    Step("Send the survey", "Send", keys=ENTER, focus="Thank you. Your answer helps us do better."),
    Step("Go back to the chat", "Back to this conversation", keys=ENTER, focus=BOX),
    Step("Close the chat", keys=("Escape",), focus="Ask a tax question"),
    Step("Open it again", keys=ENTER, focus=BOX, sees="Your reference"),
)

PLAIN = (
    Step("Skip to the content", "Skip to main content", keys=ENTER),
    Step("Ask something vague", BOX, typed=VAGUE),
    Step("Send it", "Send", keys=ENTER, sees="Which of these do you mean?"),
    Step("Pick a choice", question_of(REFUND), keys=ENTER, sees="Look it up online."),
    Step("Say that it did not help", "No", keys=ENTER, sees="What was missing?"),
    Step("Choose a reason", "It does not answer my question", keys=SPACE),
    Step("Send the reason", "Send", keys=ENTER, sees="Thank you"),
    Step("Open the report", "Report a problem with this answer", keys=ENTER),
    Step("Choose a reason", "It does not answer my question", keys=SPACE),
    Step("Send the report", "Send", keys=ENTER, sees="Thank you. The people who write"),
    Step("Leave the box empty", BOX),
    Step("Send nothing", "Send", keys=ENTER, sees="Type a", focus=BOX),
    Step("Ask for a person", "Talk to a person", keys=ENTER, sees="I can pass it to a person"),
    Step("Take the offer", "Talk to a person", keys=ENTER, sees="What is your question?"),
    Step("Give the question", BOX, typed="Why so late?"),
    Step("Send it", "Send", keys=ENTER, sees="What name"),
    Step("Give a name", BOX, typed="Eve Evans"),
    Step("Send it", "Send", keys=ENTER, sees="How can we reach you?"),
    Step("Give a wrong contact", BOX, typed="nowhere"),
    Step("Send what is wrong", "Send", keys=ENTER, sees=_WRONG),
    Step("Give a contact", BOX, typed="eve@example.org"),
    Step("Send it", "Send", keys=ENTER, sees="May we keep your name"),
    Step("Agree", "Yes, you may", keys=ENTER, sees="This is exactly what staff will see."),
    Step("Send the ticket", "Send it", keys=ENTER, sees="Reference"),
    Step("Follow the ticket", "See your ticket", keys=ENTER, sees="Waiting for a person"),
    Step("Write to the ticket", "Your message", typed="Any news?"),
    Step("Send it", "Send", keys=ENTER, sees="Any news?"),
    Step("Close the ticket", "Close this ticket", keys=ENTER, sees="Your ticket is closed."),
    Step("Back to the chat", "Back to the chat", keys=ENTER, sees="Your question"),
    Step("Switch to Spanish", "Español", keys=ENTER, sees="Su pregunta"),
)
