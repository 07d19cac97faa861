"""Conversations: their tokens, messages and turns."""
