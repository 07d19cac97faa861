"""Reads `knowledge/` and finds the entry that answers a question."""
