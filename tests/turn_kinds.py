"""Owns the kinds of turn whose costs are counted: what is said, and what Rasa does for it.

The server's tests play Rasa after this table, and a test in Rasa's environment shows that it is
right: so nothing is imported here that only one of the two has.
"""

from dataclasses import dataclass

ANSWER, GIVE, START, FORM = (
    "action_answer_question",
    "action_give_entry",
    "action_start_ticket",
    "validate_ticket_form",
)
QUESTION = "How much is the standard deduction?"
A_PERSON = "/talk_to_human"
HORSE = "Can I deduct the oats of my horse this year?"
NAME = "Maria Silva"


@dataclass(frozen=True)
class Kind:
    """One message: `actions` are called for it, in order. `sent` is what Rasa gets of it.

    What begins with "/" is a choice that is picked, all else is typed. `before` leads to it.
    """

    text: str
    actions: tuple[str, ...]
    before: tuple["Kind", ...] = ()
    sent: str = ""

    @property
    def to_rasa(self) -> str:
        return self.sent or self.text


ASKED = Kind(QUESTION, (ANSWER,))
PERSON_ASKED = Kind(A_PERSON, (START, FORM))
HORSE_ASKED = Kind(HORSE, (FORM,))
KINDS: dict[str, Kind] = {
    "question": ASKED,
    "two sentences": Kind("I am single. How much is my standard deduction?", (ANSWER,)),
    "follow-up": Kind("And if I am married?", (ANSWER,), (ASKED,)),
    "choice": Kind('/choose{"entry_id": "filing/extension"}', (GIVE,), (ASKED,)),
    "small talk": Kind("thank you", ()),
    "out of scope": Kind("will it rain tomorrow", (ANSWER,)),
    "form begins": PERSON_ASKED,
    "form: question": Kind(HORSE, (FORM,), (PERSON_ASKED,)),
    "form: name": Kind(
        NAME, (FORM,), (PERSON_ASKED, HORSE_ASKED), sent='/give_contact{"kept": "[name]"}'
    ),
}
