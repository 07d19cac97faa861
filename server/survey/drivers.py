"""Owns the questions of the survey: those of OMB Circular A-11 section 280, in our own words."""

from collections.abc import Sequence
from typing import Literal

Language = Literal["en", "es"]
# What a good or a bad experience may have come from, in the order they are shown and exported.
DRIVERS: tuple[str, ...] = (
    "effectiveness",
    "ease",
    "efficiency",
    "transparency",
    "humanity",
    "employee",
    "other",
)
# Asked only of those whom a person of staff has served.
_OF_STAFF = "employee"


def question(service_name: str, language: Language) -> str:
    """The first question, answered with a thumb up (agree) or down (disagree)."""
    if language == "es":  # an English article has no place in it
        return f"Esta experiencia aumentó mi confianza en {service_name.removeprefix('the ')}."
    return f"This experience increased my trust in {service_name}."


def drivers_for(with_staff: bool) -> Sequence[str]:
    return [driver for driver in DRIVERS if with_staff or driver != _OF_STAFF]
