"""Tickets: questions handed to a person."""
