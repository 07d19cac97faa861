"""Owns the names of new files: made from a question, safe in any folder."""

import re

LONGEST_SLUG = 60


def slug_of(question: str) -> str:
    """Only a-z, 0-9 and single hyphens: "Can I deduct my cat?" becomes can-i-deduct-my-cat."""
    words = re.findall(r"[a-z0-9]+", question.lower())
    return "-".join(words[:6])[:LONGEST_SLUG].rstrip("-") or "new-entry"
