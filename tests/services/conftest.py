"""Owns the fixtures of the tests of services: those of a server, too."""

from tests.server.conftest import stage

__all__ = ["stage"]
