"""Owns the keys that contact details are encrypted with: from the environment, or one file."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

FILE = "contact.key"
KeySource = Callable[[], Sequence[str]]


class ContactKeyFaulty(ValueError):
    """What was given is no key, or there is none."""


class ContactUnreadable(RuntimeError):
    """None of the keys opens what is stored."""


def parse_keys(text: str) -> list[str]:
    """Keys separated by commas or spaces, the newest first. Raises ContactKeyFaulty."""
    keys = text.replace(",", " ").split()
    for key in keys:
        try:
            Fernet(key)
        except ValueError as error:
            raise ContactKeyFaulty(
                "a key is 32 random bytes in URL-safe base64: python -m server contact new-key"
            ) from error
    return keys


def new_key() -> str:
    return Fernet.generate_key().decode()


class ContactKeys:
    """Encrypts with the newest key, opens with any. The source is asked at every use."""

    def __init__(self, source: KeySource) -> None:
        self._source = source
        self._known: Sequence[str] = ()
        self._all: MultiFernet
        self._newest: Fernet
        self._refresh()

    def encrypt(self, text: str) -> str:
        self._refresh()
        return self._newest.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Raises ContactUnreadable."""
        self._refresh()
        try:
            return self._all.decrypt(token).decode()
        except InvalidToken:
            raise ContactUnreadable("no contact key opens what is stored") from None

    def is_newest(self, token: str) -> bool:
        """Whether the newest key opens it."""
        self._refresh()
        try:
            self._newest.decrypt(token)
        except InvalidToken:
            return False
        return True

    def _refresh(self) -> None:
        keys = self._source()
        if keys == self._known:
            return
        if not keys:
            raise ContactKeyFaulty("there is no contact key")
        fernets = [Fernet(key) for key in keys]
        self._all, self._newest, self._known = MultiFernet(fernets), fernets[0], keys


class KeyFile:
    """Keys one a line, the newest first. Read again when it changes: servers need no restart."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[int, Sequence[str]] | None = None

    def keys(self) -> Sequence[str]:
        """Makes the file where there is none. Raises ContactKeyFaulty."""
        if not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._write(new_key(), replace=False)
        changed = self._path.stat().st_mtime_ns
        if self._read is None or self._read[0] != changed:
            self._read = (changed, self._parsed())
        return self._read[1]

    def add_new(self) -> None:
        """Puts a new key before the others."""
        self._write("\n".join([new_key(), *self.keys()]), replace=True)

    def _parsed(self) -> Sequence[str]:
        try:
            keys = parse_keys(self._path.read_text(encoding="ascii"))
        except ValueError as error:
            raise ContactKeyFaulty(f"{self._path} holds no contact key: {error}") from error
        if not keys:
            raise ContactKeyFaulty(f"{self._path} is empty: put the contact key back")
        return keys

    def _write(self, text: str, *, replace: bool) -> None:
        """In one step, for its owner alone; of servers that start at once, the first one's."""
        with NamedTemporaryFile(dir=self._path.parent, prefix=f"{FILE}.", delete=False) as file:
            file.write(f"{text}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        fresh = Path(file.name)
        if replace:
            fresh.replace(self._path)
            return
        with suppress(FileExistsError):
            os.link(fresh, self._path)
        fresh.unlink()


def keys_of(given: str, var_dir: Path) -> ContactKeys:
    """The keys given, else those of the file under `var_dir`. Raises ContactKeyFaulty."""
    if given:
        keys = parse_keys(given)
        return ContactKeys(lambda: keys)
    return ContactKeys(KeyFile(var_dir / FILE).keys)
