"""Measures of the service, with their definitions."""
