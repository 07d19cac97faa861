"""Owns the signature of webhooks, as the Standard Webhooks specification 1.0 has it."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"
FEWEST_KEY_BYTES, MOST_KEY_BYTES = 24, 64


def key_of(secret: str) -> bytes:
    """The key in a secret such as whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw. Raises ValueError."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(PREFIX) or not FEWEST_KEY_BYTES <= len(key) <= MOST_KEY_BYTES:
        raise ValueError(
            f"a webhook secret is {PREFIX} and then {FEWEST_KEY_BYTES} to {MOST_KEY_BYTES} random "
            "bytes in base64"
        )
    return key


def signed_headers(
    keys: Sequence[bytes], notice_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """One signature for each key, so that a receiver can go from an old secret to a new one."""
    content = b".".join((notice_id.encode(), str(timestamp).encode(), body))
    return {
        "webhook-id": notice_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_signature(key, content)}" for key in keys),
    }


def _signature(key: bytes, content: bytes) -> str:
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
