"""Tests of all that reads what a person typed, with any text: no error, no endless reading.

More of it by hand: ASSISTANT_FUZZ_EXAMPLES=20000 pytest tests/fuzz/test_typed.py
"""

import csv
import io
import re
import time
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import ticket_fields
from actions.ticket_changes import change_in
from actions.ticket_fields import InvalidField
from embeddings.questions import asked_parts
from embeddings.tax_terms import tax_terms, with_terms_joined
from embeddings.tax_years import asked_tax_year
from server.content.answers import linked_html, plain_text, safe_html
from server.conversations.incoming import not_a_command, visible
from server.dialogue.ticket_draft import NO, STOP, YES
from server.dialogue.turns import _WANTS_A_PERSON, _YES
from server.privacy.identifiers import IdentifierRecognizer
from server.privacy.masking import Masker
from server.tabular import csv_text
from tests.fuzz.bounds import BOUNDS

_masker = Masker(IdentifierRecognizer())


def field(clean: Callable[[str], str]) -> Callable[[str], object]:
    def read(text: str) -> object:
        try:
            return clean(text)
        except InvalidField:
            return None

    return read


READERS: Mapping[str, Callable[[str], object]] = {
    "mask": _masker.mask,
    "visible": visible,
    "not a command": not_a_command,
    "asked parts": asked_parts,
    "tax year": asked_tax_year,
    "tax terms": tax_terms,
    "terms joined": with_terms_joined,
    "change": change_in,
    "question": field(ticket_fields.clean_question),
    "name": field(ticket_fields.clean_name),
    "contact": field(ticket_fields.clean_contact),
    "call times": field(ticket_fields.clean_call_times),
    "links": linked_html,
    "html": safe_html,
    "plain text": plain_text,
    "stop": STOP.search,
    "yes": YES.search,
    "yes or please": _YES.search,
    "no": NO.search,
    "person": _WANTS_A_PERSON.search,
}
# What is repeated to keep a pattern trying, with what it ends in so that it fails at last.
PUMPS = (
    "a", " ", "1", "-", "1-", "1 ", "9 8 ", ",", ", and ", "and how ", "talk ", "yes ", "no, ",
    "\n", "my ssn is ", "one two three ", "a@", "@a.", "https://a.", "15 ", "due on ", "?!", "? ",
    "(", "[", "*", "_a_", "> ", "- ", "`", "[a](", "![", "<a ", "&#", "\u200d", "é", "४", "W-2 ",
)  # fmt: skip
words = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [*PUMPS, "123-45-6789", "4111 1111 1111 1111", "2025", "$2025", "/edit_ticket{"]
    ),
)
typed = st.lists(words, max_size=12).map("".join)


@pytest.mark.parametrize("name", READERS)
@given(text=typed)
@BOUNDS
def test_any_text_can_be_read(name: str, text: str) -> None:
    READERS[name](visible(text))


@pytest.mark.parametrize("name", READERS)
def test_twice_as_much_text_takes_no_more_than_some_times_as_long(name: str) -> None:
    """Two to four times: a pattern that goes back over the text for each of its characters. A
    catastrophic one takes thousands of times as long, and never comes to an end here.
    """
    read = READERS[name]
    for pump in PUMPS:
        short, long = ((pump * (size // len(pump)) + "!x") for size in (500, 1000))
        limit = (3 if name == "mask" else 8) * quickest(read, short) + 0.02
        assert quickest(read, long) < limit, pump


def quickest(read: Callable[[str], object], text: str) -> float:
    """Of three times, in seconds of this process's own work."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        read(text)
        taken.append(time.process_time() - began)
    return min(taken)


@given(text=typed)
@BOUNDS
def test_masking_leaves_the_rest_as_it_was_and_nothing_to_mask(text: str) -> None:
    shown = visible(text)
    masked = _masker.mask(shown)
    kept = [re.escape(part) for part in re.split(r"\[[A-Z][A-Z -]+\]", masked.text)]
    if not re.search(r"\[[A-Z]", shown):
        assert re.fullmatch(".*".join(kept), shown, re.DOTALL)
    assert bool(masked.kinds) == (masked.text != shown)
    assert _masker.mask(masked.text).kinds == ()


@given(text=typed)
@BOUNDS
def test_html_of_any_text_holds_only_what_is_allowed(text: str) -> None:
    for made in (safe_html(text), linked_html(text) or ""):
        tags = set(re.findall(r"<\s*/?\s*([A-Za-z][\w-]*)", made))
        assert tags <= {"p", "ul", "ol", "li", "strong", "em", "br", "a"}
        assert set(re.findall(r'href="(\w+):', made)) <= {"http", "https"}


@given(cells=st.lists(st.lists(st.one_of(typed, st.none(), st.integers()), min_size=1), min_size=1))
@BOUNDS
def test_a_table_comes_back_as_it_was_written_and_runs_nothing(cells: list[list[object]]) -> None:
    written = csv_text(["a"], cells)
    read = list(csv.reader(io.StringIO(written, newline="")))[1:]
    assert len(read) == len(cells)
    for before, after in zip(cells, read, strict=True):
        for value, cell in zip(before, after, strict=True):
            assert cell.removeprefix("'") == ("" if value is None else str(value)).removeprefix("'")
            assert isinstance(value, int) or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
