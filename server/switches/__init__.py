"""Switches: what an admin has paused."""
