"""Owns the column types whose values are encrypted at rest, with the keys of their database."""

import json
from typing import Any

from sqlalchemy import Dialect, Engine, Text
from sqlalchemy.types import TypeDecorator

from server.contact.keys import ContactKeyFaulty, ContactKeys

# The dialect is what a column's type is given of its database.
_ATTRIBUTE = "assistant_contact_keys"


def install(engine: Engine, keys: ContactKeys | None) -> None:
    """From here on the engine's encrypted columns use the keys."""
    setattr(engine.dialect, _ATTRIBUTE, keys)


def keys_at(dialect: Dialect) -> ContactKeys:
    """Raises ContactKeyFaulty: nothing is ever stored in plain text instead."""
    keys: ContactKeys | None = getattr(dialect, _ATTRIBUTE, None)
    if keys is None:
        raise ContactKeyFaulty("this database was opened without contact keys")
    return keys


class EncryptedText(TypeDecorator[str]):
    """A text that cannot be searched or compared in the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keys_at(dialect).encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keys_at(dialect).decrypt(value)


class EncryptedJson(TypeDecorator[dict[str, Any]]):
    """A JSON object, encrypted as a whole."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:
        return None if value is None else keys_at(dialect).encrypt(json.dumps(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:
        if value is None:
            return None
        opened: dict[str, Any] = json.loads(keys_at(dialect).decrypt(value))
        return opened
