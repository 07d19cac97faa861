"""Owns the fixtures of the fault tests."""

from tests.server.conftest import chat, server, stage

__all__ = ["chat", "server", "stage"]
