"""Owns the table of Rasa's assertions: each once met and once not, with what is said then."""

from tests.runner.scripted import EVENTS, seen
from tests.runner.seen import Executed, Said, Seen, SlotEvent

NOTHING = seen(events=())
DEGRADED = seen(events=(), tracker=False, degraded=True)
STAFF = Seen({"messages": []}, (Said("Hello", author="Ada"),), False, 0.1, {})

SAID = 'said: utter_answer "Six more months." [Yes | No], utter_anything_else "Anything else?"'
NO_TRACKER = "only Rasa's tracker says so, and there is none to read: --tracker names one"
WITHOUT_RASA = "only Rasa says so, and this turn was served without it"

# The assertion, what meets it, what does not, and what is said then.
Row = tuple[str, Seen, Seen, str]
ASSERTIONS: dict[str, Row] = {
    "action_executed": (
        "action_executed: action_listen",
        seen(),
        seen(events=[Executed("action_greet")]),
        "actions: action_greet",
    ),
    "action_executed, none": (
        "action_executed: action_listen",
        seen(),
        NOTHING,
        "actions: none",
    ),
    "action_executed, degraded": (
        "action_executed: action_listen",
        seen(),
        DEGRADED,
        WITHOUT_RASA,
    ),
    "slot_was_set": (
        "slot_was_set: [{name: misses}]",
        seen(),
        NOTHING,
        "misses was not set in this step",
    ),
    "slot_was_set, emptied": (
        "slot_was_set: {name: misses}",
        seen(),
        seen(events=[SlotEvent("misses", None)]),
        "misses was set to null",
    ),
    "slot_was_set, to nothing": (
        "slot_was_set: {name: misses, value: null}",
        seen(events=[SlotEvent("misses", None)]),
        seen(),
        "misses was set to 0",
    ),
    "slot_was_set, a value": (
        "slot_was_set: {name: misses, value: 0}",
        seen(),
        seen(events=[SlotEvent("misses", 1), SlotEvent("misses", 2)]),
        "misses was set to 1, 2",
    ),
    "slot_was_set, a number is no text": (
        'slot_was_set: {name: misses, value: "0"}',
        seen(events=[SlotEvent("misses", "0")]),
        seen(),
        "misses was set to 0",
    ),
    "slot_was_set, a number is no truth": (
        "slot_was_set: {name: misses, value: 0}",
        seen(events=[SlotEvent("misses", 0.0)]),
        seen(events=[SlotEvent("misses", False)]),
        "misses was set to false",
    ),
    "slot_was_set, a list": (
        "slot_was_set: {name: seen, value: [{a: 1}, b]}",
        seen(events=[SlotEvent("seen", [{"a": 1}, "b"])]),
        seen(events=[SlotEvent("seen", [{"a": "1"}, "b"])]),
        'seen was set to [{"a": "1"}, "b"]',
    ),
    "slot_was_set, without a tracker": (
        "slot_was_set: {name: misses}",
        seen(),
        STAFF,
        NO_TRACKER,
    ),
    "slot_was_not_set": (
        "slot_was_not_set: [{name: ticket_name}]",
        seen(),
        seen(events=[SlotEvent("ticket_name", "Maria")]),
        'ticket_name was set to "Maria"',
    ),
    "slot_was_not_set, emptied": (
        "slot_was_not_set: {name: misses}",
        seen(events=[SlotEvent("misses", None)]),
        seen(),
        "misses was set to 0",
    ),
    "slot_was_not_set, a value": (
        "slot_was_not_set: {name: misses, value: 1}",
        seen(),
        seen(events=[SlotEvent("misses", 1)]),
        "misses was set to 1",
    ),
    "slot_was_not_set, degraded": (
        "slot_was_not_set: {name: ticket_name}",
        seen(),
        DEGRADED,
        WITHOUT_RASA,
    ),
    "bot_uttered, by name": (
        "bot_uttered: {utter_name: utter_answer}",
        seen(),
        seen(events=[Said("Hello", "utter_greet")]),
        'said: utter_greet "Hello"',
    ),
    "bot_uttered, by name, without a tracker": (
        "bot_uttered: {utter_name: utter_answer}",
        seen(),
        STAFF,
        NO_TRACKER,
    ),
    "bot_uttered, by its text": (
        'bot_uttered: {text_matches: "[Ss]ix .* months"}',
        seen(tracker=False),
        seen(events=[Said("Five more months.")]),
        'said: "Five more months."',
    ),
    "bot_uttered, nothing": (
        "bot_uttered: {text_matches: months}",
        seen(),
        NOTHING,
        "said: nothing",
    ),
    "bot_uttered, by its buttons": (
        "bot_uttered: {buttons: [{title: 'Yes'}, {title: 'No', payload: /deny}]}",
        seen(),
        seen(events=[Said("Sure?")]),
        'said: "Sure?"',
    ),
    "bot_uttered, buttons in their order": (
        "bot_uttered: {buttons: [{payload: /deny}, {payload: /affirm}]}",
        seen(events=[Said("", None, tuple(reversed(EVENTS[4].buttons)))]),  # type: ignore[union-attr]
        seen(),
        SAID,
    ),
    "bot_uttered, all buttons": (
        "bot_uttered: {buttons: [{title: 'Yes'}]}",
        seen(events=[Said("", None, EVENTS[4].buttons[:1])]),  # type: ignore[union-attr]
        seen(),
        SAID,
    ),
    "bot_uttered, parts of one message": (
        "bot_uttered: {utter_name: utter_answer, text_matches: Six}",
        seen(),
        seen(events=[Said("Six", "utter_other"), Said("Seven", "utter_answer")]),
        'said: utter_other "Six", utter_answer "Seven"',
    ),
    "bot_did_not_utter": (
        "bot_did_not_utter: {utter_name: utter_greet}",
        seen(),
        seen(events=[Said("Hello", "utter_greet")]),
        'said: utter_greet "Hello"',
    ),
    "bot_did_not_utter, all parts": (
        "bot_did_not_utter: {utter_name: utter_answer, text_matches: Seven}",
        seen(),
        seen(events=[Said("Seven", "utter_answer")]),
        'said: utter_answer "Seven"',
    ),
    "bot_did_not_utter, degraded": (
        "bot_did_not_utter: {utter_name: utter_greet}",
        seen(),
        DEGRADED,
        WITHOUT_RASA,
    ),
}
UNSUPPORTED = (
    "flow_started: transfer_money",
    "flow_completed: {flow_id: transfer_money, flow_step_id: end}",
    "flow_cancelled: {flow_id: transfer_money}",
    "pattern_clarification_contains: [add_contact]",
    "generative_response_is_relevant: {threshold: 0.9}",
    "generative_response_is_grounded: {threshold: 0.9, ground_truth: Six}",
)
