"""Owns the choice of an entry: what is shown of it, and what is sent back when it is picked."""

import json
from collections.abc import Mapping
from typing import Any

from embeddings.corpus import Entry

CHOOSE = "/choose"
MOST_RELATED = 3
Choice = dict[str, str]


def choice(title: str, entry_id: str, tax_year: int | None = None) -> Choice:
    entities = {"entry_id": entry_id}
    if tax_year is not None:
        entities["tax_year"] = str(tax_year)
    return {"title": title, "payload": f"{CHOOSE}{json.dumps(entities)}"}


def related_choices(
    entry: Entry, entries: Mapping[str, Entry], tax_year: int | None
) -> list[Choice]:
    """The first few entries it names, as far as they may be given for the year asked for."""
    near = [entries[id_] for id_ in entry.related if id_ in entries]
    given = [
        each
        for each in near
        if each.paused is None and (tax_year is None or each.holds_for(tax_year))
    ]
    return [choice(each.question, each.id, tax_year) for each in given[:MOST_RELATED]]


def chosen_entry(payload: str) -> str | None:
    """The id of the entry that a payload picks for no year in particular; None: it is another."""
    try:
        entities: Any = json.loads(payload.removeprefix(CHOOSE))
    except ValueError:
        return None
    if not payload.startswith(CHOOSE) or not isinstance(entities, dict):
        return None
    entry_id = entities.get("entry_id")
    return entry_id if list(entities) == ["entry_id"] and isinstance(entry_id, str) else None
