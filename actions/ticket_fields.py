"""Owns the fields of a ticket: what counts as a question, a name, an e-mail or a phone number."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

FIELDS = (
    "ticket_question",
    "ticket_name",
    "ticket_contact",
    "ticket_consent",
    "ticket_confirmed",
)
SHORTEST_QUESTION, LONGEST_QUESTION = 10, 2000
LONGEST_NAME = 80
_NAME_LEAD = re.compile(
    r"^(?:(?:hi|hello)[,.!]? )?(?:my name is|my name's|the name is|i am|i'm|im|this is|it's|its"
    r"|call me|please call me)\s+",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s<>,;:()\"']+@[^\s<>,;:()\"']+")
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


def has_contact(text: str) -> bool:
    try:
        clean_contact(text)
    except InvalidField:
        return False
    return True
