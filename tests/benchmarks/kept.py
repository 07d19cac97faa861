"""Owns the runs kept as files, so that two can be compared."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copyfile

from tests.benchmarks.results import Run, Section, read_run, write_run

LATEST = "latest.json"


class KeptRuns:
    """A file for each run in `folder`, named after when it began, and a copy of the newest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, run: Run) -> Path:
        path = self._folder / f"{run.began.replace(':', '-')}.json"
        write_run(run, path)
        copyfile(path, self._folder / LATEST)
        return path

    def newest_with(self, names: Iterable[str], *, is_quick: bool) -> Run | None:
        """The newest of that kind which measured one of the sections."""
        wanted = set(names)
        for run in self._newest_first(is_quick):
            if wanted & {section.name for section in run.sections}:
                return run
        return None

    def newest_sections(self, *, is_quick: bool) -> dict[str, Section]:
        """Each section as last measured."""
        found: dict[str, Section] = {}
        for run in self._newest_first(is_quick):
            for section in run.sections:
                found.setdefault(section.name, section)
        return found

    def _newest_first(self, is_quick: bool) -> Iterator[Run]:
        names = sorted((path for path in self._folder.glob("*.json")), reverse=True)
        for path in names:
            if path.name == LATEST:
                continue
            try:
                run = read_run(path)
            except (OSError, ValueError):  # kept by another version
                continue
            if run.is_quick == is_quick:
                yield run
