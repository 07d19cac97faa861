"""Owns the Prometheus metrics."""

from prometheus_client import Counter, Gauge, Histogram

TURNS = Counter("assistant_turns", "Turns by status.", ["status", "degraded"])
TURN_SECONDS = Histogram("assistant_turn_seconds", "Time of a turn in seconds.")
RETRIEVAL_SECONDS = Histogram("assistant_retrieval_seconds", "Time of a search in seconds.")
TICKETS_OPENED = Counter("assistant_tickets_opened", "Tickets opened.")
FEEDBACK = Counter("assistant_feedback", "Feedback on turns.", ["helpful"])
IDENTIFIERS_MASKED = Counter("assistant_identifiers_masked", "Identifiers masked.", ["kind"])
CONTENT_FAULTS = Gauge("assistant_content_faults", "Faults that keep an edit from going live.")
SURVEY_ANSWERS = Counter(
    "assistant_survey_answers",
    "Surveys answered, by what they are of and whether trust grew (thumb up).",
    ["subject", "trusts"],
)
RASA_UP = Gauge("assistant_rasa_up", "1 when Rasa answered its last call.")
HELPDESK_DELIVERIES = Counter(
    "assistant_helpdesk_deliveries",
    "Attempts to hand a notice to a help desk: delivered, failed or dead (not tried again).",
    ["helpdesk", "outcome"],
)
