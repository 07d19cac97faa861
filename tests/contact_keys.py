"""Owns the key that contact details are encrypted with in tests."""

from server.contact.keys import ContactKeys

CONTACT_KEY = "ZmVybmV0IGtleSBvZiB0aGUgdGVzdHMsIDMyIGJ5dGU="


def contact_keys(*keys: str) -> ContactKeys:
    """The newest first; without any, that of the settings of tests."""
    return ContactKeys(lambda: keys or (CONTACT_KEY,))
