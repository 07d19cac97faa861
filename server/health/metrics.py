"""Owns the Prometheus metrics."""

from prometheus_client import Counter, Gauge, Histogram

TURNS = Counter(
    "assistant_turns",
    "Turns taken, by status and by whether Rasa was away (degraded).",
    ["status", "degraded"],
)
TURN_SECONDS = Histogram(
    "assistant_turn_seconds", "Time from a message taken to its reply, in seconds."
)
RETRIEVAL_SECONDS = Histogram(
    "assistant_retrieval_seconds", "Time of one search of the content, in seconds."
)
TICKETS_OPENED = Counter("assistant_tickets_opened", "Tickets opened.")
FEEDBACK = Counter(
    "assistant_feedback",
    "Ratings of turns, by whether they helped; each change of mind counts.",
    ["helpful"],
)
IDENTIFIERS_MASKED = Counter(
    "assistant_identifiers_masked",
    "Identifiers removed from messages before anything was kept, by kind.",
    ["kind"],
)
CONTENT_FAULTS = Gauge("assistant_content_faults", "Faults that keep an edit from going live.")
SURVEY_ANSWERS = Counter(
    "assistant_survey_answers",
    "Surveys answered, by what they are of and whether trust grew (thumb up).",
    ["subject", "trusts"],
)
TICKETS = Gauge(
    "assistant_tickets", "Tickets there are, by the status they have at this moment.", ["status"]
)
TICKETS_OVERDUE = Gauge(
    "assistant_tickets_overdue",
    "Tickets new, open or reopened that are past the time their reply was promised for.",
)
FIRST_REPLY_SECONDS = Histogram(
    "assistant_ticket_first_reply_seconds",
    "Time from the opening of a ticket to the first reply by staff, nights and weekends included.",
    # From five minutes to ten days.
    buckets=(300, 900, 3600, 14400, 28800, 86400, 172800, 259200, 432000, 864000),
)
TAKEOVERS = Counter(
    "assistant_takeovers", "Times a person of staff joined a chat, passed on to them or not."
)
SIGN_IN_FAILURES = Counter(
    "assistant_sign_in_failures",
    "Tries to sign in with a password that failed, for whatever reason.",
)
RASA_UP = Gauge("assistant_rasa_up", "1 when Rasa answered its last call.")
HELPDESK_DELIVERIES = Counter(
    "assistant_helpdesk_deliveries",
    "Attempts to hand a notice to a help desk: delivered, failed or dead (not tried again).",
    ["helpdesk", "outcome"],
)
