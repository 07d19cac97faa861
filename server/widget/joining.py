"""Owns joining ES modules to one script, so that a page asks once and not once a module.

Each module becomes a function that returns what it exports; comments and indentation go. It knows
the forms the widget is written in, one import or export a statement, and fails on any other.
"""

import re
from pathlib import Path

_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*.*?\*/[ \t]*)$", re.M | re.S)
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+\.js)";$', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.M)
_UNKNOWN = re.compile(r"^(?:import\b(?!\()|export\b).*$", re.M)
_SPACE = re.compile(r"\n\s*")


class CannotJoin(Exception):
    """A module holds an import or export of another form, or imports itself by way of others."""


def joined(entry: Path) -> str:
    """The entry and all it imports; what it imports dynamically stays where it is."""
    parts: dict[str, str] = {}
    exported = _add(entry, parts, ())
    names = ", ".join(exported)
    last = f"export const {{ {names} }} = {_variable(entry.name)};\n" if exported else ""
    return "".join(parts.values()) + last


def _add(path: Path, parts: dict[str, str], within: tuple[str, ...]) -> list[str]:
    """Puts the modules it needs before it; what it exports."""
    if path.name in within:
        raise CannotJoin(f"{path.name} imports itself: {' → '.join(within)}")
    source = _COMMENT.sub("", path.read_text(encoding="utf-8"))
    for match in _IMPORT.finditer(source):
        if match[2] not in parts:
            _add(path.parent / match[2], parts, (*within, path.name))
    source = _IMPORT.sub(_taken, source)
    exported = [match[1] for match in _EXPORT.finditer(source)]
    source = _EXPORT.sub("", source)
    unknown = _UNKNOWN.search(source)
    if unknown:
        raise CannotJoin(f"{path.name}: {unknown[0]}")
    body = _SPACE.sub("\n", source).strip()
    given = f"return {{ {', '.join(exported)} }};"
    parts[path.name] = f"const {_variable(path.name)} = (() => {{\n{body}\n{given}\n}})();\n"
    return exported


def _taken(match: re.Match[str]) -> str:
    names = re.sub(r"\s+as\s+", ": ", match[1])
    return f"const {{{names}}} = {_variable(match[2])};"


def _variable(name: str) -> str:
    return "$" + name.removesuffix(".js").replace("-", "_")
