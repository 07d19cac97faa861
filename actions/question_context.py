"""Owns what a conversation is about after a question, or after a choice."""

from dataclasses import replace

from embeddings.decision import Decision
from embeddings.follow_ups import Context, next_context


def asked_context(before: Context | None, text: str, decision: Decision) -> Context | None:
    """None: still nothing. Where entries are offered along with a redirect it is about them."""
    offered = decision.outcome == "account" and decision.entries
    return next_context(before, text, replace(decision, outcome="choices") if offered else decision)


def picked_context(before: Context | None, decision: Decision) -> Context | None:
    """The question of before, now with the entry picked. An entry that is gone changes nothing."""
    if before is None or not decision.entries:
        return before
    return replace(
        before, entry_id=decision.entries[0], tax_year=decision.tax_year or before.tax_year
    )
