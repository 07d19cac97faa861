"""Owns how the validator prints: for people, for programs (JSON), for GitHub."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.markup import escape

from embeddings.corpus import Corpus
from embeddings.faults import Fault
from embeddings.validation import Validation

Format = Literal["text", "json", "github"]


def show_validation(
    console: Console,
    found: Validation,
    corpus: Corpus,
    root: Path,
    form: Format,
    left_out: Sequence[str],
) -> None:
    """All findings. `left_out` says which checks were not made, and why."""
    if form == "json":
        print(json.dumps(_as_json(found, corpus, root, left_out), indent=2, ensure_ascii=False))
    elif form == "github":
        for fault in found.faults:
            print(_as_github(fault, root))
        for line in left_out:
            print(f"::notice::{_escaped(line)}")
    else:
        show_faults(console, found.faults, root)
        for line in left_out:
            console.print(
                f"[yellow]left out:[/yellow] {escape(line)}", highlight=False, soft_wrap=True
            )
        _show_sum(console, found, corpus)


def show_faults(console: Console, faults: Sequence[Fault], root: Path) -> None:
    """One line a finding, in the order of the files, with how to mend it."""
    for fault in sorted(faults):
        colour = "red" if fault.severity == "error" else "yellow"
        mend = f": {escape(fault.remedy)}" if fault.remedy else ""
        console.print(
            f"{_path(fault, root)}:{fault.line}: [{colour}]{fault.severity}[/{colour}] "
            f"{escape(fault.message)}{mend} [dim]({fault.check})[/dim]",
            highlight=False,
            soft_wrap=True,
        )


def _show_sum(console: Console, found: Validation, corpus: Corpus) -> None:
    topics = {entry.topic for entry in corpus.entries.values()}
    errors, warnings = _counts(found.faults)
    console.print(
        f"{len(corpus.entries)} entries in {len(topics)} topics: "
        f"{errors} errors, {warnings} warnings"
    )
    console.print(
        f"reading grade: {found.mean_grade:.1f} on average, {found.highest_grade:.1f} at most"
    )


def _as_json(
    found: Validation, corpus: Corpus, root: Path, left_out: Sequence[str]
) -> dict[str, object]:
    errors, warnings = _counts(found.faults)
    return {
        "entries": len(corpus.entries),
        "errors": errors,
        "warnings": warnings,
        "mean_grade": round(found.mean_grade, 2),
        "highest_grade": round(found.highest_grade, 2),
        "left_out": list(left_out),
        "faults": [
            {
                "path": _path(fault, root),
                "line": fault.line,
                "severity": fault.severity,
                "check": fault.check,
                "message": fault.message,
                "mend": fault.remedy,
            }
            for fault in found.faults
        ],
    }


def _as_github(fault: Fault, root: Path) -> str:
    place = f"file={_escaped(_path(fault, root), inside=True)},line={fault.line}"
    mend = f": {fault.remedy}" if fault.remedy else ""
    title = _escaped(fault.check, inside=True)
    return f"::{fault.severity} {place},title={title}::{_escaped(fault.message + mend)}"


def _escaped(text: str, inside: bool = False) -> str:
    """`inside` a property, commas and colons have a meaning too."""
    marks = {"%": "%25", "\r": "%0D", "\n": "%0A"}
    if inside:
        marks |= {":": "%3A", ",": "%2C"}
    return "".join(marks.get(letter, letter) for letter in text)


def _path(fault: Fault, root: Path) -> str:
    path = fault.path.relative_to(root) if fault.path.is_relative_to(root) else fault.path
    return path.as_posix()


def _counts(faults: Sequence[Fault]) -> tuple[int, int]:
    errors = sum(fault.severity == "error" for fault in faults)
    return errors, len(faults) - errors
