"""Owns the fields of a ticket: what counts as a question, a name, a contact or call times."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import phonenumbers
from email_validator import EmailNotValidError, validate_email

# In the order in which they are asked for.
ASKED = (
    "ticket_question",
    "ticket_name",
    "ticket_contact",
    "ticket_call_between",
    "ticket_consent",
    "ticket_confirmed",
)
# `ticket_part` is set while a person is asked what to change. A name left out is "".
FIELDS = (*ASKED, "ticket_shares_chat", "ticket_part")
# What says who a citizen is stays with the server: the dialogue gets these in its place, with a
# payload that names them. The last stands for what is no such value.
STAND_IN = "/give_contact"
KEPT_MAIL, KEPT_PHONE, UNREADABLE = "[e-mail address]", "[phone number]", "[not readable]"
STAND_INS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ticket_name": ("[name]",),
        "ticket_contact": (KEPT_MAIL, KEPT_PHONE),
        "ticket_call_between": ("[call times]",),
    }
)
SHORTEST_QUESTION, LONGEST_QUESTION = 10, 2000
LONGEST_NAME = 80
LONGEST_CALL_TIMES = 200
_NAME_LEAD = re.compile(
    r"^(?:(?:hi|hello)[,.!]? )?(?:my name is|my name's|the name is|i am|i'm|im|this is|it's|its"
    r"|call me|please call me)\s+",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s<>,;:()\"']+@[^\s<>,;:()\"']+")
_BARE_YES_OR_NO = re.compile(r"^\W*(?:y|yes|yeah|yep|ok|okay|sure|n|no|nope)\W*$", re.IGNORECASE)
# Default region for numbers typed without a country code.
_REGION = "US"


class InvalidField(ValueError):
    """The text is no such value."""


def clean_question(text: str) -> str:
    """Raises InvalidField when the text is too short or too long to be a question."""
    question = " ".join(text.split())
    if not SHORTEST_QUESTION <= len(question) <= LONGEST_QUESTION:
        raise InvalidField("ticket_question")
    return question


def clean_name(text: str) -> str:
    """Raises InvalidField when no letter is in it or it is too long."""
    name = _NAME_LEAD.sub("", " ".join(text.split())).strip(" .,!")
    if not 1 <= len(name) <= LONGEST_NAME or not any(letter.isalpha() for letter in name):
        raise InvalidField("ticket_name")
    return name


def clean_contact(text: str) -> str:
    """The e-mail address or phone number in the text. Raises InvalidField when there is none."""
    for match in _EMAIL.finditer(text):
        try:
            found = validate_email(match[0].rstrip(".!?"), check_deliverability=False)
        except EmailNotValidError:
            continue
        return found.normalized
    for candidate in phonenumbers.PhoneNumberMatcher(
        text, _REGION, leniency=phonenumbers.Leniency.POSSIBLE
    ):
        if len(str(candidate.number.national_number)) >= 10 or candidate.number.country_code != 1:
            style = (
                phonenumbers.PhoneNumberFormat.NATIONAL
                if candidate.number.country_code == 1
                else phonenumbers.PhoneNumberFormat.INTERNATIONAL
            )
            return phonenumbers.format_number(candidate.number, style)
    raise InvalidField("ticket_contact")


def clean_call_times(text: str) -> str:
    """Raises InvalidField when it is too long or says no time at all."""
    times = " ".join(text.split())
    is_time = any(sign.isalnum() for sign in times) and not _BARE_YES_OR_NO.match(times)
    if not is_time or len(times) > LONGEST_CALL_TIMES:
        raise InvalidField("ticket_call_between")
    return times


def is_phone(contact: object) -> bool:
    """Whether a contact that is kept is a phone number: else it is an e-mail address."""
    return bool(contact) and contact != KEPT_MAIL and "@" not in str(contact)


def stand_in(field: str, value: str) -> str:
    """What the dialogue gets in place of a cleaned value."""
    return STAND_INS[field][-1] if field != "ticket_contact" or is_phone(value) else KEPT_MAIL


def asked_with(contact: object) -> list[str]:
    """The fields asked for, in order: call times only where there is a number to call."""
    return [field for field in ASKED if field != "ticket_call_between" or is_phone(contact)]


def has_contact(text: str) -> bool:
    try:
        clean_contact(text)
    except InvalidField:
        return False
    return True
