"""Owns what a backup holds, and where a restore puts it."""

import datetime as dt
import filecmp
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from server.backup import archive, databases
from server.backup.databases import CannotCopy
from server.contact.keys import FILE as CONTACT_KEY
from server.settings import Settings

KEYS = (CONTACT_KEY, "secret.key")
Say = Callable[[str], None]


class NotEmpty(RuntimeError):
    """Something would be overwritten."""


@dataclass(frozen=True)
class Backup:
    """Of one deployment. The index and Rasa's model are not in it: they are built anew."""

    settings: Settings

    def take(self, file: Path, say: Say, *, with_keys: bool = False) -> None:
        """Of a running assistant. Raises CannotCopy or OSError."""
        file.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            parts: dict[str, Path] = {}
            for name, address in self._databases().items():
                say(f"copying {name}")
                if databases.copy(address, Path(folder) / name):
                    parts[name] = Path(folder) / name
            for name, where in self._folders().items():
                found = (path for path in sorted(where.rglob("*")) if path.is_file())
                parts |= {f"{name}/{path.relative_to(where)}": path for path in found}
            if with_keys:
                named = {f"keys/{name}": self.settings.var_dir / name for name in KEYS}
                parts |= {name: path for name, path in named.items() if path.exists()}
            about = {
                "taken_at": dt.datetime.now(dt.UTC).isoformat(),
                "databases": {name: databases.kind_of(a) for name, a in self._databases().items()},
            }
            say(f"packing {len(parts)} parts")
            archive.write(file, parts, about)

    def restore(self, file: Path, say: Say, *, replace: bool = False) -> None:
        """Raises BackupFaulty, NotEmpty, CannotCopy or OSError, and then nothing was changed."""
        self._stopped()
        var = self.settings.var_dir
        var.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=var, prefix=".restore-") as name:
            folder = Path(name)
            say("checking the backup")
            manifest = archive.unpack(file, folder)
            wanted = self._databases()
            for each, kind in manifest["databases"].items():
                self._fits(each, kind, wanted)
            if not replace:
                self._nothing_there(folder)
            for each, address in wanted.items():
                if (folder / each).exists():
                    say(f"putting back {each}")
                    databases.put_back(folder / each, address)
            for each, where in self._folders().items():
                _put_back_folder(folder / each, where)
            for key in KEYS:
                if (folder / "keys" / key).exists():
                    _put_back_key(folder / "keys" / key, var / key)

    def _databases(self) -> dict[str, str]:
        """By name in the backup. Rasa's table may lie beside ours, and then goes with it."""
        found = {"assistant": self.settings.database}
        if self.settings.tracker != self.settings.database:
            found["tracker"] = self.settings.tracker
        return found

    def _folders(self) -> dict[str, Path]:
        return {
            "knowledge": self.settings.knowledge_dir,
            "drafts": self.settings.var_dir / "drafts",
        }

    def _fits(self, name: str, kind: str, wanted: dict[str, str]) -> None:
        if name not in wanted or databases.kind_of(wanted[name]) != kind:
            raise CannotCopy(
                f"the backup holds {name} of {kind}: set ASSISTANT_DATABASE_URL and "
                "ASSISTANT_TRACKER_URL as they were when it was taken"
            )

    def _nothing_there(self, folder: Path) -> None:
        there = [name for name, a in self._databases().items() if databases.is_filled(a)]
        there += [
            name
            for name, where in self._folders().items()
            if where.is_dir() and (folder / name).is_dir() and not _is_same(folder / name, where)
        ]
        keys = [self.settings.var_dir / key for key in KEYS if (folder / "keys" / key).exists()]
        there += [key.name for key in keys if key.exists()]
        if there:
            raise NotEmpty(
                f"there is something already: {', '.join(there)}; --replace overwrites it"
            )

    def _stopped(self) -> None:
        """Raises NotEmpty while a server of `make run` is there."""
        try:
            pid = int((self.settings.var_dir / "run" / "server.pid").read_text(encoding="ascii"))
            os.kill(pid, 0)
        except (OSError, ValueError):
            return
        raise NotEmpty(f"the server is running (process {pid}): stop it first")


def _is_same(copied: Path, there: Path) -> bool:
    """Whether the folder holds all that was copied, alike. More than that is left alone."""
    names = [str(path.relative_to(copied)) for path in copied.rglob("*") if path.is_file()]
    return not any(filecmp.cmpfiles(copied, there, names, shallow=False)[1:])


def _put_back_folder(copied: Path, where: Path) -> None:
    """What is there and not in the backup goes: old and new content together may not fit."""
    if not copied.is_dir() or (where.is_dir() and _is_same(copied, where)):
        return
    if where.is_dir():
        shutil.rmtree(where)
    shutil.copytree(copied, where)


def _put_back_key(copied: Path, where: Path) -> None:
    shutil.copy(copied, where)
    where.chmod(0o600)
