"""Owns the data of tests: tiny content, decisions, trackers, Rasa's messages, settings."""

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import SecretStr
from rasa_sdk import Tracker

from embeddings.confidence import Candidate, Decision, Outcome
from embeddings.settings import RetrievalSettings
from server.settings import ROOT, Settings

# Returns for tax year 2025 are filed now; 2026 is the current year.
TODAY = dt.date(2026, 11, 23)
SECRET = "a shared secret"
EXTENSION, DEDUCTION, REFUND = "filing/extension", "deductions/standard", "refunds/where"

_ENTRIES = {
    EXTENSION: (
        "How do I get more time to file?",
        "You can get **six more months** to file.\n\n- Send [Form 4868](https://www.irs.gov/f4868)."
        "\n- Pay by the deadline.",
    ),
    DEDUCTION: (
        "How much is the standard deduction?",
        'The standard deduction is {{ usd("standard_deduction.single") }} for a single person.',
    ),
    REFUND: ("Where is my refund?", "Look it up online. It takes about three weeks."),
}
_ENTRY = """---
question: {question}
paraphrases: [{paraphrase}]
tax_years: all
risk: standard
sources:
  - {{title: "The official page", url: "https://www.irs.gov/{id}"}}
related: []
reviewed_on: 2026-11-01
review_by: 2027-11-01
---
{body}
"""


def retrieval_settings() -> RetrievalSettings:
    """Numbers for the tiny content here: a new fit of the real ones changes no test."""
    return RetrievalSettings.model_validate(
        {
            "search": {"passages": 300, "candidates": 5, "best": 0.4, "near": 0.6, "lexical": 0.4},
            "confidence": {"bias": -8.3, "best": 2.2, "near": 12.6, "lexical": 0.3, "margin": 0.6},
            "decision": {
                "answer": 0.72,
                "answer_high_risk": 0.78,
                "choices": 0.2,
                "choice_reach": 0.12,
                "most_choices": 4,
                "out_of_scope": 0.06,
            },
        }
    )


def write_knowledge(folder: Path) -> Path:
    """Three entries and the figures of two tax years."""
    for entry_id, (question, body) in _ENTRIES.items():
        path = folder / f"{entry_id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        words = question.rstrip("?").lower()
        text = _ENTRY.format(question=question, paraphrase=words, id=entry_id, body=body)
        path.write_text(text, encoding="utf-8")
    (folder / "figures").mkdir(parents=True)
    for year, amount in ((2025, 15750), (2026, 16100)):
        figures = {
            "standard_deduction": _figure("usd", {"single": amount}),
            "filing_season": _figure("date", {"deadline": f"{year + 1}-04-15"}),
        }
        content = yaml.safe_dump({"tax_year": year, "figures": figures})
        (folder / "figures" / f"{year}.yml").write_text(content, encoding="utf-8")
    topics = [{"filing": "Filing"}, {"deductions": "Deductions"}, {"refunds": "Refunds"}]
    (folder / "topics.yml").write_text(yaml.safe_dump({"topics": topics}), encoding="utf-8")
    return folder


def _figure(unit: str, value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": "A figure",
        "unit": unit,
        "value": dict(value),
        "source": ["the law"],
        "source_url": "https://www.irs.gov/taxtopics/tc551",
        "confidence": "two-source",
    }


def question_of(entry_id: str) -> str:
    return _ENTRIES[entry_id][0]


def candidate(entry_id: str, score: float) -> Candidate:
    return Candidate(
        entry_id, score, best=score, near=score, lexical=score, passage=f"passage of {entry_id}"
    )


def decision(
    outcome: Outcome, *entries: str, confidence: float = 0.5, tax_year: int | None = None
) -> Decision:
    """The entries named are its candidates too; without any, one weak candidate."""
    candidates = tuple(candidate(entry_id, 0.8) for entry_id in entries)
    weak = (candidate(REFUND, 0.2),)
    return Decision(outcome, confidence, entries, candidates or weak, tax_year)


def tracker(
    text: str = "",
    intent: str = "nlu_fallback",
    confidence: float = 1.0,
    *,
    slots: Mapping[str, Any] | None = None,
    in_form: bool = False,
    form_started: Sequence[float] = (),
    entities: Mapping[str, str] | None = None,
    sender: str = "conversation-1",
) -> Tracker:
    """A conversation as Rasa tells of it; `form_started` are the times of the form's starts."""
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
    }
    events = [
        {"event": "active_loop", "name": "ticket_form", "timestamp": moment}
        for moment in form_started
    ]
    loop = {"name": "ticket_form"} if in_form else {}
    return Tracker(sender, dict(slots or {}), message, events, False, None, loop, None)


@functools.cache
def bot_domain() -> dict[str, Any]:
    """All files of bot/domain merged, as Rasa sends them with an action call."""
    merged: dict[str, Any] = {}
    for path in sorted((ROOT / "bot" / "domain").glob("*.yml")):
        merged.update(yaml.safe_load(path.read_text(encoding="utf-8")))
    return merged


def rasa_message(
    text: str = "",
    status: str | None = None,
    buttons: Sequence[Mapping[str, str]] = (),
    custom: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """One message as the gateway channel of bot/ sends it."""
    return {
        "text": text,
        "buttons": list(buttons),
        "custom": dict(custom or {}),
        "response": None,
        "metadata": {"status": status} if status else {},
    }


def retrieval(outcome: str, *entries: str, tax_year: int | None = None) -> dict[str, Any]:
    """What an action reports of a search, as the custom part of a message."""
    return {
        "type": outcome,
        "entries": list(entries),
        "confidence": 0.9,
        "tax_year": tax_year,
        "candidates": [[entry_id, 0.8] for entry_id in entries],
    }


def server_settings(var_dir: Path, **values: Any) -> Settings:
    """Settings of a server under `var_dir`, without limits unless they are asked for."""
    given: dict[str, Any] = {
        "var_dir": var_dir,
        "knowledge_dir": var_dir / "knowledge",
        "internal_secret": SecretStr(SECRET),
        "secret_key": SecretStr("the key of ticket secrets"),
        "rate_limit": "off",
        **values,
    }
    return Settings(**given)
