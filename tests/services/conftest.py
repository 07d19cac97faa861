"""Owns the fixtures of the tests of services: those of a server, too."""

from tests.server.conftest import sqlite_stage

__all__ = ["sqlite_stage"]
