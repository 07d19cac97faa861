"""Owns what words the plain pages need, and the English ones."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """One language's words. What a field is named after is what it stands by on the page."""

    language_name: str
    answers_in_english: str
    skip: str
    demonstration: str
    chat_title: str
    chat_intro: str
    conversation: str
    you: str
    assistant: str
    person: str
    talking_to: str
    question: str
    hint: str
    send: str
    ask_person: str
    refresh: str
    start_over: str
    find_ticket: str
    source: str
    sources: str
    tax_year: str
    reviewed: str
    helpful: str
    yes: str
    no: str
    thanks: str
    related: str
    why_not: str
    report: str
    what_problem: str
    report_hint: str
    reasons: dict[str, str]
    more: str
    more_hint: str
    reported: str
    reference: str
    code: str
    keep_code: str
    see_ticket: str
    preview_question: str
    preview_name: str
    preview_no_name: str
    preview_contact: str
    preview_calls: str
    preview_chat: str
    preview_chat_left_out: str
    preview_chat_empty: str
    identifier_removed: str
    ended: str
    problem: str
    too_many: str
    wrong_form: str
    unknown_choice: str
    empty: str
    too_long: str
    not_possible: str
    unavailable: str
    find_title: str
    find_intro: str
    find_button: str
    find_wrong: str
    ticket_title: str
    status: str
    opened: str
    call_between: str
    reply_by: str
    messages: str
    agency: str
    new_message: str
    ticket_hint: str
    reply: str
    reply_and_reopen: str
    close: str
    close_hint: str
    reopen: str
    done_reply: str
    done_close: str
    done_reopen: str
    back_to_chat: str
    back: str
    footer: str
    statuses: dict[str, str]


ENGLISH = Texts(
    language_name="English",
    answers_in_english="",
    skip="Skip to main content",
    demonstration="Demonstration. The Example Revenue Agency does not exist.",
    chat_title="Ask a tax question",
    chat_intro="Type your question in your own words. You get the agency’s reviewed answer with "
    "its source, or a person.",
    conversation="Conversation",
    you="You",
    assistant="Assistant",
    person="A person at the agency",
    talking_to="You are chatting with {name}. Choose “Check for new messages” to see the reply.",
    question="Your question",
    hint="Do not type personal numbers, such as your SSN. At most 2,000 characters.",
    send="Send",
    ask_person="Talk to a person",
    refresh="Check for new messages",
    start_over="Start a new conversation",
    find_ticket="See a ticket",
    source="Source",
    sources="Sources",
    tax_year="Tax year {year}",
    reviewed="Reviewed {date}",
    helpful="Was this helpful?",
    yes="Yes",
    no="No",
    thanks="Thank you for your rating.",
    related="Related questions",
    why_not="What was missing? (optional)",
    report="Report a problem with this answer",
    what_problem="What is the problem?",
    report_hint="The people who write the answers read this. They cannot reply to you.",
    reasons={
        "not_my_question": "It does not answer my question",
        "unclear": "It is hard to understand",
        "wrong": "It is wrong or out of date",
        "other": "Something else",
    },
    more="In your words (optional)",
    more_hint="Do not type personal numbers. At most 1,000 characters.",
    reported="Thank you. The people who write the answers will look at it.",
    reference="Your reference",
    code="Your code",
    keep_code="Write both down. You need them to see your ticket later.",
    see_ticket="See your ticket",
    preview_question="Question",
    preview_name="Name",
    preview_no_name="No name given",
    preview_contact="Contact",
    preview_calls="When to call",
    preview_chat="This chat",
    preview_chat_left_out="Left out of the ticket.",
    preview_chat_empty="Nothing yet",
    identifier_removed="We removed what looked like a personal number. Please never type it here.",
    ended="This conversation has ended. Send your question to start a new one.",
    problem="There is a problem",
    too_many="Many messages at once. Wait {seconds} seconds, then send it again.",
    wrong_form="This form was not sent from our page, or the page is too old. Try it again here.",
    unknown_choice="This choice is not there anymore. Choose one below or type your question.",
    empty="Type a question first.",
    too_long="This is too long. Shorten it, and leave out all but your question.",
    not_possible="This is not possible anymore: the ticket was changed. Here is how it stands.",
    unavailable="The assistant cannot answer now. Nothing you sent before is lost. "
    "Go back and try again in a minute.",
    find_title="See a ticket",
    find_intro="You got a reference and a code when the ticket was opened.",
    find_button="See the ticket",
    find_wrong="Reference or code is wrong. Check both, they open only together.",
    ticket_title="Your ticket",
    status="Status",
    opened="Opened",
    call_between="Call you back",
    reply_by="We expect to reply by",
    messages="Messages",
    agency="The agency",
    new_message="Your message",
    ticket_hint="Do not type personal numbers, such as your SSN. At most 4,000 characters.",
    reply="Send",
    reply_and_reopen="Send and reopen",
    close="Close this ticket",
    close_hint="Need no more help? You can reopen it later.",
    reopen="Reopen without a message",
    done_reply="Your message was sent.",
    done_close="Your ticket is closed. You can reopen it at any time.",
    done_reopen="Your ticket is open again.",
    back_to_chat="Back to the chat",
    back="Go back",
    footer="Answers are general information about US federal tax, not advice on your own case.",
    statuses={
        "new": "Waiting for a person to read it",
        "open": "A person is working on it",
        "waiting": "We need an answer from you",
        "answered": "Answered",
        "reopened": "Reopened, waiting for a person",
        "closed": "Closed",
    },
)
