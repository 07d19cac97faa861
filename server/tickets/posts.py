"""Owns what a post of a thread may be: its length and its words, masked before it is stored."""

import hashlib

from server.conversations.incoming import has_words, visible
from server.errors import Unprocessable
from server.health.metrics import IDENTIFIERS_MASKED
from server.privacy.masking import MaskedText, Masker

LONGEST_POST = 4000


class PostEmpty(Unprocessable):
    code, detail = "post_empty", "The message has no words. Type your message."


class PostTooLong(Unprocessable):
    code = "post_too_long"
    detail = f"Use at most {LONGEST_POST:,} characters."


def masked_post(masker: Masker, text: str) -> MaskedText:
    """The text as it is kept. Raises PostEmpty or PostTooLong."""
    kept = visible(text.replace("\r\n", "\n"))
    if not has_words(kept):
        raise PostEmpty
    if len(kept) > LONGEST_POST:
        raise PostTooLong
    masked = masker.mask(kept)
    for kind in masked.kinds:
        IDENTIFIERS_MASKED.labels(kind).inc()
    return masked


def stored_key(author: str, key: str) -> str:
    """A key is its author's own: nobody can take that of another's post."""
    return hashlib.sha256(f"{author} {key}".encode()).hexdigest()
