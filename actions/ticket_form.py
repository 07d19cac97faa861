"""Owns validate_ticket_form: which texts fill the ticket form, and which interrupt it."""

import re
from typing import Any, Protocol

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.ticket_changes import CHANGES, WHICH, change_in
from actions.ticket_fields import (
    STAND_INS,
    UNREADABLE,
    InvalidField,
    asked_with,
    clean_call_times,
    clean_contact,
    clean_name,
    clean_question,
    has_contact,
    is_phone,
)
from actions.ticket_preview import shares_chat
from actions.ticket_run import collected

ALWAYS_INTERRUPT = frozenset({"stop", "goodbye", "choose", "none_of_these"})
INTERRUPT_WHEN_SURE = frozenset(
    {"help", "bot_challenge", "ticket_status", "talk_to_human", "greet", "thanks"}
)
# A wish to change the ticket is one only where the ticket is shown.
QUESTIONS = frozenset({"ask_tax_question", "nlu_fallback", "edit_ticket"})
# No rule says anything beside the form to these, and Rasa leaves a form that fills nothing.
ASKED_AGAIN = frozenset({"talk_to_human", "none_of_these"})
SURE = 0.7
# A name is rarely longer, a question rarely shorter.
MOST_NAME_WORDS = 4
_SAYS_WHEN = re.compile(
    r"\d|(?<!good )\b(?:any ?time|whenever|mornings?|noon|afternoons?|evenings?|weekdays?"
    r"|weekends?|days?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tomorrow|hours?|before|after|until)\b",
    re.IGNORECASE,
)

Slots = dict[str, Any]


class ValidateTicketForm(FormValidationAction):
    """Fills only the slot that was asked for, from the text of the latest message."""

    def name(self) -> str:
        return "validate_ticket_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Tells the server what is collected, which goes on with it where Rasa dies."""
        events: list[dict[str, Any]] = await super().run(dispatcher, tracker, domain)
        asked = tracker.get_slot("requested_slot")
        changes = {e["name"]: e["value"] for e in events if e["event"] == "slot"}
        if asked and _intent(tracker)[0] in ASKED_AGAIN and not changes.keys() - {"requested_slot"}:
            events.append(SlotSet(asked, None))
        dispatcher.utter_message(json_message=collected(tracker, {**tracker.slots, **changes}))
        return events

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[str]:
        asked = asked_with(tracker.get_slot("ticket_contact"))
        if tracker.get_slot("ticket_consent") is False:
            return asked[: asked.index("ticket_consent") + 1]
        return asked

    def extract_ticket_question(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        return _extracted(tracker, "ticket_question", interrupted=_is_small_talk(tracker))

    def extract_ticket_name(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        return _contact_extracted(tracker, "ticket_name")

    def extract_ticket_contact(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        return _contact_extracted(tracker, "ticket_contact")

    def extract_ticket_call_between(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        return _contact_extracted(tracker, "ticket_call_between")

    def extract_ticket_consent(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        return _yes_or_no(tracker, "ticket_consent")

    def extract_ticket_confirmed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        if tracker.get_slot("requested_slot") != "ticket_confirmed":
            return {}
        was_asked = tracker.get_slot("ticket_part") == WHICH
        change = _change(tracker, was_asked)
        if change is not None:
            return {"ticket_confirmed": change}
        decided = _yes_or_no(tracker, "ticket_confirmed")
        if was_asked and isinstance(decided.get("ticket_confirmed"), bool):
            # Neither a yes nor a no to a ticket that is not on the screen.
            return {"ticket_confirmed": "nothing"}
        return decided

    def validate_ticket_question(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        return _cleaned("ticket_question", clean_question, value, dispatcher)

    def validate_ticket_name(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        if value == "":
            return {"ticket_name": ""}  # left out
        return _cleaned("ticket_name", clean_name, value, dispatcher)

    def validate_ticket_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        kept = _cleaned("ticket_contact", clean_contact, value, dispatcher)
        is_mail = kept["ticket_contact"] and not is_phone(kept["ticket_contact"])
        return {**kept, "ticket_call_between": None} if is_mail else kept

    def validate_ticket_call_between(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        return _cleaned("ticket_call_between", clean_call_times, value, dispatcher)

    def validate_ticket_consent(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        return _decided("ticket_consent", value, dispatcher)

    def validate_ticket_confirmed(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        if value in CHANGES:
            return {"ticket_confirmed": None, "ticket_part": None, **CHANGES[value]}
        if value is False:
            return {"ticket_confirmed": None, "ticket_part": WHICH}
        if value == "unclear" and tracker.get_slot("ticket_part") == WHICH:
            dispatcher.utter_message(response="utter_invalid_ticket_part")
            return {"ticket_confirmed": None}
        return _decided("ticket_confirmed", value, dispatcher)


def _text(tracker: Tracker) -> str:
    return str(tracker.latest_message.get("text") or "")


def _intent(tracker: Tracker) -> tuple[str, float]:
    intent = tracker.latest_message.get("intent") or {}
    return str(intent.get("name") or ""), float(intent.get("confidence") or 0.0)


def interrupts(field: str, text: str, intent: str, confidence: float) -> bool:
    """Whether a text is no answer to the question for a contact field, but something else."""
    is_question = _asks(text, intent, MOST_NAME_WORDS)
    if field == "ticket_contact" and has_contact(text):
        return False
    if field == "ticket_call_between" and _SAYS_WHEN.search(text):
        if intent in ("greet", "thanks"):  # "mornings" is near to "good morning"
            return False
        is_question = text.rstrip().endswith("?")
    return is_question or _is_talk(intent, confidence)


def _contact_extracted(tracker: Tracker, slot: str) -> Slots:
    """From what was typed, or from the stand-in of what the server keeps."""
    kept = next(tracker.get_latest_entity_values("kept"), None)
    if kept is not None and tracker.get_slot("requested_slot") == slot:
        return {slot: kept}
    return _extracted(tracker, slot, interrupts(slot, _text(tracker), *_intent(tracker)))


def _extracted(tracker: Tracker, slot: str, interrupted: bool) -> Slots:
    text = _text(tracker)
    asked = tracker.get_slot("requested_slot") == slot
    return {} if interrupted or not asked or text.startswith("/") else {slot: text}


def _change(tracker: Tracker, was_asked: bool) -> str | None:
    """The change asked for by a button or in words."""
    part = next(tracker.get_latest_entity_values("part"), None)
    text = _text(tracker)
    if text.startswith("/"):
        return part if part in CHANGES else None
    change = change_in(text, was_asked=was_asked)
    return None if change == "with_chat" and shares_chat(tracker.slots) else change


def _is_small_talk(tracker: Tracker) -> bool:
    return _is_talk(*_intent(tracker))


def _is_talk(intent: str, confidence: float) -> bool:
    return intent in ALWAYS_INTERRUPT or (intent in INTERRUPT_WHEN_SURE and confidence >= SURE)


def _is_question(tracker: Tracker, most_words: int) -> bool:
    return _asks(_text(tracker), _intent(tracker)[0], most_words)


def _asks(text: str, intent: str, most_words: int) -> bool:
    is_long = len(text.split()) > most_words
    return text.rstrip().endswith("?") or (intent in QUESTIONS and is_long)


def _yes_or_no(tracker: Tracker, slot: str) -> Slots:
    if tracker.get_slot("requested_slot") != slot:
        return {}
    intent, confidence = _intent(tracker)
    # Consent is never guessed: "maybe" is near to a yes for the classifier.
    if intent in ("affirm", "deny") and confidence >= SURE:
        return {slot: intent == "affirm"}
    interrupted = _is_small_talk(tracker) or _is_question(tracker, MOST_NAME_WORDS)
    return {} if interrupted or _text(tracker).startswith("/") else {slot: "unclear"}


def _cleaned(slot: str, clean: "_Clean", value: Any, dispatcher: CollectingDispatcher) -> Slots:
    # When the form starts, Rasa has the slots validated that action_start_ticket cleared.
    if value is None:
        return {slot: None}
    if value in STAND_INS.get(slot, ()):
        return {slot: value}
    try:
        if value == UNREADABLE:
            raise InvalidField(slot)
        return {slot: clean(str(value))}
    except InvalidField:
        dispatcher.utter_message(response=f"utter_invalid_{slot}")
        return {slot: None}


def _decided(slot: str, value: Any, dispatcher: CollectingDispatcher) -> Slots:
    if value is None or isinstance(value, bool):
        return {slot: value}
    dispatcher.utter_message(response="utter_invalid_yes_no")
    return {slot: None}


class _Clean(Protocol):
    """Typing aid: a function from what was typed to the value kept."""

    def __call__(self, text: str) -> str: ...
