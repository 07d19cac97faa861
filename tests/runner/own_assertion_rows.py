"""Owns the table of our own assertions: each once met and once not, with what is said then."""

from tests.runner.assertion_rows import DEGRADED, STAFF, WITHOUT_RASA, Row
from tests.runner.scripted import TICKET, seen
from tests.runner.seen import Understood

UNANSWERED = seen(status="unanswered", entry_id=None, confidence=None, messages=[])
KEPT = {"tracker.db": '{"text": "it is 123 45-6789"}', "log": "１２３４５６７８９"}
GREETED = seen(events=[Understood("x", "greet", 0.5)])
OTHER_TICKET = {**TICKET, "name": "Mario", "shares_chat": False}
NO_TURN = "no turn: no citizen wrote in this step"

OWN_ASSERTIONS: dict[str, Row] = {
    "x_status": ("x_status: answered", seen(), UNANSWERED, "status unanswered"),
    "x_status, not taken": ("x_status: refused", seen(status="refused"), seen(), "status answered"),
    "x_status, of staff": ("x_status: answered", seen(), STAFF, NO_TURN),
    "x_entry": (
        "x_entry: how-to-file/extension",
        seen(),
        UNANSWERED,
        "entry none, status unanswered",
    ),
    "x_entry, one of": (
        "x_entry: [how-to-file/deadline, how-to-file/extension]",
        seen(),
        seen(entry_id="penalties/late-filing"),
        "entry penalties/late-filing, status answered",
    ),
    "x_entry, not": (
        "x_entry: {not: how-to-file/extension}",
        UNANSWERED,
        seen(),
        "entry how-to-file/extension, status answered",
    ),
    "x_entry, not, of staff": ("x_entry: {not: how-to-file/extension}", UNANSWERED, STAFF, NO_TURN),
    "x_source": (
        "x_source: https://www.irs.gov/forms-pubs/about-form-4868",
        seen(),
        UNANSWERED,
        "sources none",
    ),
    "x_source, by its title": (
        "x_source: About Form 4868",
        seen(),
        seen(messages=[{"sources": [{"title": "Form 1", "url": "https://x"}]}]),
        "sources Form 1 (https://x)",
    ),
    "x_confidence": ("x_confidence: {min: 0.9}", seen(), seen(confidence=0.5), "confidence 0.500"),
    "x_confidence, at most": (
        "x_confidence: {min: 0.1, max: 0.93}",
        seen(),
        seen(confidence=0.94),
        "confidence 0.940",
    ),
    "x_confidence, none": (
        "x_confidence: {min: 0}",
        seen(),
        UNANSWERED,
        "no confidence, status unanswered",
    ),
    "x_choices": ("x_choices: [Two, One]", seen(), UNANSWERED, "0 choices: none"),
    "x_choices, how many": (
        "x_choices: {min: 2, max: 3}",
        seen(),
        seen(messages=[{"choices": [{"title": "One"}]}]),
        "1 choices: One",
    ),
    "x_ticket": ("x_ticket: true", seen(tickets=[TICKET]), seen(), "no ticket was opened"),
    "x_ticket, none": (
        "x_ticket: false",
        seen(),
        seen(status="ticket_opened"),
        "a ticket was opened",
    ),
    "x_ticket, as staff see it": (
        "x_ticket: {question: the oats of my horse, name: Maria, status: new, shares_chat: true}",
        seen(tickets=[TICKET]),
        seen(tickets=[OTHER_TICKET]),
        'name "Mario", shares_chat false',
    ),
    "x_ticket, not to be seen": (
        "x_ticket: {name: Maria}",
        seen(tickets=[TICKET]),
        seen(status="ticket_opened"),
        "a ticket was opened, and what staff see of it cannot be read here",
    ),
    "x_ticket, not there": (
        "x_ticket: {name: Maria}",
        seen(tickets=[TICKET]),
        seen(),
        "no ticket was opened",
    ),
    "x_intent": (
        "x_intent: ask_tax_question",
        seen(),
        GREETED,
        "intent greet (0.50)",
    ),
    "x_intent, degraded": (
        "x_intent: greet",
        seen(events=[Understood("x", "greet", 1)]),
        DEGRADED,
        WITHOUT_RASA,
    ),
    "x_degraded": ("x_degraded: true", DEGRADED, seen(), "served with Rasa"),
    "x_degraded, not": ("x_degraded: false", seen(), DEGRADED, "served without Rasa"),
    "x_notices": (
        "x_notices: [identifier_removed]",
        seen(notices=["identifier_removed"]),
        seen(),
        "notices none",
    ),
    "x_notices, none": (
        "x_notices: []",
        seen(),
        seen(notices=["identifier_removed"]),
        "notices identifier_removed",
    ),
    "x_nothing_sensitive_stored": (
        "x_nothing_sensitive_stored: [123-45-6789]",
        seen(),
        seen(stored=KEPT),
        "stored: 123-45-6789 in tracker.db, 123-45-6789 in log",
    ),
    "x_nothing_sensitive_stored, part of a longer number": (
        "x_nothing_sensitive_stored: [123-45-6789]",
        seen(stored={"log": "91234567891"}),
        seen(stored={"log": "x123456789."}),
        "stored: 123-45-6789 in log",
    ),
    "x_nothing_sensitive_stored, in words": (
        "x_nothing_sensitive_stored: [4012-8888]",
        seen(stored={"log": "four and one two"}),
        seen(stored={"log": "Four zero, one - two 8 eight 88"}),
        "stored: 4012-8888 in log",
    ),
    "x_nothing_sensitive_stored, a name": (
        "x_nothing_sensitive_stored: [Maria Silva]",
        seen(),
        seen(stored={"log": "MARIA-SILVA"}),
        "stored: Maria Silva in log",
    ),
    "x_nothing_sensitive_stored, nothing read": (
        "x_nothing_sensitive_stored: [123-45-6789]",
        seen(),
        seen(stored={}),
        "nothing that is stored could be read",
    ),
}
