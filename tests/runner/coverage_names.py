"""Owns what conversations can meet: the names in the bot's files, and the topics of the content."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml

from embeddings.corpus import load_corpus
from server.conversations.schemas import Status
from server.settings import ROOT

# The fallback of config.yml: an intent that no file of the domain names.
FALLBACK = "nlu_fallback"
_BLANK = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class RuleSteps:
    """`conditions` hold before the first step, each in the shape of the file."""

    name: str
    conditions: tuple[Mapping[str, Any], ...]
    steps: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Named:
    """`responses` have a pattern that their words fit; `None` where nothing but blanks is in them.
    `slots` are those that have a value from the start."""

    intents: tuple[str, ...]
    rules: tuple[RuleSteps, ...]
    actions: tuple[str, ...]
    responses: Mapping[str, re.Pattern[str] | None]
    forms: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, Any]
    statuses: tuple[str, ...]
    topics: tuple[str, ...]


def read_names(bot: Path = ROOT / "bot", knowledge: Path = ROOT / "knowledge") -> Named:
    domain = _merged(bot / "domain")
    slots = domain["slots"].items()
    return Named(
        intents=(*(_name(each) for each in domain["intents"]), FALLBACK),
        rules=tuple(_rules(bot / "data" / "rules")),
        actions=tuple(domain["actions"]),
        responses={name: _pattern(each) for name, each in domain["responses"].items()},
        forms={name: tuple(form["required_slots"]) for name, form in domain["forms"].items()},
        slots={name: slot["initial_value"] for name, slot in slots if "initial_value" in slot},
        statuses=get_args(Status),
        topics=tuple(load_corpus(knowledge).topics),
    )


def _merged(folder: Path) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yml")):
        merged.update(yaml.safe_load(path.read_text(encoding="utf-8")))
    return merged


def _name(intent: str | Mapping[str, Any]) -> str:
    return intent if isinstance(intent, str) else next(iter(intent))


def _rules(folder: Path) -> list[RuleSteps]:
    read = [
        each
        for path in sorted(folder.glob("*.yml"))
        for each in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules", [])
    ]
    return [
        RuleSteps(each["rule"], tuple(each.get("condition", ())), tuple(each["steps"]))
        for each in read
    ]


def _pattern(variations: list[Mapping[str, Any]]) -> re.Pattern[str] | None:
    """Blanks hold any words of one line. The words may stand after a label, as in a preview."""
    texts = [str(each.get("text", "")).strip().replace("{{", "{") for each in variations]
    worded = [text for text in texts if re.search(r"\w", _BLANK.sub("", text))]
    parts = [".*".join(re.escape(part) for part in _BLANK.split(text)) for text in worded]
    found = "|".join(f"(?:^|: ){part}$" for part in parts)
    return re.compile(found, re.MULTILINE) if parts else None
