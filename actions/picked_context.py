"""Owns what a conversation is about once an entry was picked."""

from dataclasses import replace

from embeddings.decision import Decision
from embeddings.follow_ups import Context


def picked_context(before: Context | None, decision: Decision) -> Context | None:
    """The question of before, now with the entry picked. An entry that is gone changes nothing."""
    if before is None or not decision.entries:
        return before
    return replace(
        before, entry_id=decision.entries[0], tax_year=decision.tax_year or before.tax_year
    )
