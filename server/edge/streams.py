"""Owns how many live streams may be open at once, for each conversation and each address."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from server.errors import TooManyRequests

# One of them may end at any time.
RETRY_AFTER_SECONDS = 15


class OpenStreams:
    """The open streams of this process, whose connections they are."""

    def __init__(self, is_on: bool) -> None:
        self._is_on = is_on
        self._open: Counter[str] = Counter()

    @contextmanager
    def one_more(self, most: Mapping[str, int]) -> Iterator[None]:
        """Counts for each key until left. Raises TooManyRequests where there are `most` already."""
        if self._is_on and any(self._open[key] >= number for key, number in most.items()):
            raise TooManyRequests(RETRY_AFTER_SECONDS)
        self._open.update(most.keys())
        try:
            yield
        finally:
            self._open.subtract(most.keys())
            self._open = +self._open  # what is at 0 is forgotten
