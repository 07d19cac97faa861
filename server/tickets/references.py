"""Owns ticket references and the secrets that open them."""

import hashlib
import hmac
import re
import secrets

# No vowels and no look-alikes: a reference spells no word and can be read over the phone.
ALPHABET = "23479CDFGHJKMNPQRTVWXY"
_SHAPE = re.compile(rf"T-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")


def new_reference() -> str:
    """Such as T-7F3K-92QD: 22^8 possible ones; the database refuses one given twice."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"T-{letters[:4]}-{letters[4:]}"


def is_reference(text: str) -> bool:
    return _SHAPE.fullmatch(text) is not None


def secret_of(reference: str, key: bytes) -> str:
    """The secret that opens a ticket: made from the server's key, so it is stored nowhere."""
    digest = hmac.new(key, f"ticket {reference}".encode(), hashlib.sha256)
    return digest.hexdigest()[:40]


def opens(secret: str, reference: str, key: bytes) -> bool:
    return hmac.compare_digest(secret.encode(), secret_of(reference, key).encode())
