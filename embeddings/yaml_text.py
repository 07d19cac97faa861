"""Owns how YAML is read: plain values alone, and one error for all that can be wrong."""

from typing import Any

import yaml


class NoSuchValue(yaml.YAMLError):
    """YAML in form, with a value that is none: the thirteenth month, a number without digits."""

    def __init__(self, error: Exception) -> None:
        self.problem = f"holds a date or another value that does not exist: {error}"
        super().__init__(self.problem)


def read_yaml(text: str) -> Any:
    """Raises YAMLError."""
    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except RecursionError as error:
        raise NoSuchValue(ValueError("too many lists in each other")) from error
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        # What the library's readers of dates and numbers raise where a text is neither.
        raise NoSuchValue(error) from error
