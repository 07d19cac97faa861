"""Tests of what a post may be."""

import re

from server.privacy.identifiers import IdentifierRecognizer
from server.privacy.masking import Masker
from server.tickets.posts import LONGEST_POST, masked_post, stored_key
from server.widget.files import STATIC


def test_a_post_keeps_its_lines_and_loses_what_hides_and_what_names() -> None:
    masker = Masker(IdentifierRecognizer())
    masked = masked_post(masker, " First line.\r\n\r\nSSN 123\u200b-45-6789 \n")
    assert masked.text == "First line.\n\nSSN [SSN]"
    assert masked.kinds == ("SSN",)


def test_a_key_is_its_authors_own() -> None:
    assert stored_key("ana", "k") == stored_key("ana", "k")
    assert stored_key("ana", "k") != stored_key("citizen", "k")
    assert len(stored_key("ana", "k" * 64)) == 64


def test_the_page_knows_the_same_limit() -> None:
    script = (STATIC / "ticket-reply.js").read_text(encoding="utf-8")
    found = re.search(r"LIMIT = ([\d_]+);", script)
    assert found is not None
    assert int(found[1]) == LONGEST_POST
    assert f"{LONGEST_POST:,} characters" in (STATIC / "ticket.html").read_text(encoding="utf-8")
