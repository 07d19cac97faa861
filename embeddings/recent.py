"""Owns what was made of the latest texts, so that the same text costs nothing a while later."""

import hashlib
import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Recent(Generic[Made]):
    """At most so many; what was not used for longest goes first. Safe to use from several threads.

    Texts themselves are not kept: people typed them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[str, Made] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._made)

    def get(self, text: str) -> Made | None:
        digest = _digest(text)
        with self._lock:
            made = self._made.get(digest)
            if made is not None:
                self._made.move_to_end(digest)
            return made

    def put(self, text: str, made: Made) -> None:
        with self._lock:
            self._made[_digest(text)] = made
            if len(self._made) > self._most:
                self._made.popitem(last=False)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
