"""Owns the data of tests: tiny content, decisions, trackers, Rasa's messages, settings."""

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import SecretStr
from rasa_sdk import Tracker

from embeddings.confidence import CONFIDENCE_FEATURES, Candidate
from embeddings.decision import Decision, Outcome
from embeddings.follow_ups import DETECTION_FEATURES, RANKING_FEATURES
from embeddings.ranking import RANKED
from embeddings.settings import RetrievalSettings
from server.settings import ROOT, Settings
from tests.contact_keys import CONTACT_KEY

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
WEATHER, BALANCE, PERSON = "redirects/weather", "redirects/balance", "redirects/person"
GREETING, CALLER = "redirects/greeting", "redirects/caller"
_REDIRECTS: dict[str, tuple[str, str, Sequence[str]]] = {
    WEATHER: (
        "out_of_scope",
        "I answer questions on federal tax alone.",
        (
            "will it rain tomorrow",
            "who won the game",
            "soup recipe",
            "cheap flights to rome",
            "tell me a joke",
        ),
    ),
    BALANCE: (
        "account",
        "I cannot see your account.",
        (
            "what is my balance",
            "look into my account",
            "did my payment reach you",
            "which payments have you on record",
            "show my transcript",
        ),
    ),
    PERSON: (
        "person",
        "A person can help you here.",
        ("talk to someone", "a human please", "real person", "operator", "speak with an agent"),
    ),
    GREETING: (
        "small_talk",
        "Hello! What would you like to know?",
        ("hello", "hi there", "good morning", "thank you", "bye bye"),
    ),
    CALLER: (
        "urgent",
        "Hang up now. The IRS never asks for gift cards.",
        (
            "a man on the phone wants gift cards",
            "he says police are coming unless i buy gift cards",
            "caller threatens to arrest me now",
            "they are on the line and want my bank password",
            "stay on the phone or be arrested he says",
        ),
    ),
}
_ENTRY = """---
question: {question}
paraphrases: [{paraphrases}]
tax_years: all
risk: {risk}
sources:
  - {{title: "The official page", url: "https://www.irs.gov/{id}"}}
related: []
reviewed_on: 2026-11-01
review_by: 2027-11-01
---
{body}
"""


def retrieval_settings(**limits: float) -> RetrievalSettings:
    """Numbers for the tiny content here: a new fit of the real ones changes no test."""
    standing: dict[str, float] = {
        "redirect": 0.5, "urgent_sentence": 0.95, "account": 0.4, "choices": 0.2,
        "choice_share": 0.05, "most_choices": 4, "follow_up": 0.5, "follow_up_answer": 0.5,
        "left_open": 0.001,
    }  # fmt: skip
    return RetrievalSettings.model_validate(
        {
            "search": {"passages": 300, "candidates": 5},
            "targets": {
                "wrong_among_answers": 0.04,
                "wrong_among_high_risk_answers": 0.03,
                "out_of_scope_answered": 0.01,
                "calibration_error": 0.05,
            },
            "limits": {**standing, **limits},
            "fitted": fitted_numbers(),
        }
    )


def fitted_numbers() -> dict[str, Any]:
    """What `embeddings/fitted.yml` holds, for the tiny content here."""
    return {
        "fitted_for": {"encoder": "words", "content_hash": "tiny", "questions": 0},
        "ranking": {
            "features": _named(RANKED, near=12, words=5, terms=2),
            "none": 5,
            "none_best": 0,
        },
        "confidence": {"bias": 0, "features": _named(CONFIDENCE_FEATURES, logit=1)},
        "answer": 0.72,
        "answer_high_risk": 0.78,
        "follow_up": {
            "detection": {
                "bias": -1,
                "features": _named(
                    DETECTION_FEATURES, opening=4, pronoun=1, alone=-4, redirects=-6, joined=1
                ),
            },
            "ranking": _named(RANKING_FEATURES, joined=1, alone=0.3, words=1, same=2, related=1),
            "confidence": 1,
            "confidence_bias": 0,
        },
        "calibration_error": 0.02,
        "reliability": [{"low": 0.9, "count": 20, "confidence": 0.95, "right": 0.95}],
    }


def _named(names: Sequence[str], **weights: float) -> dict[str, float]:
    assert set(weights) <= set(names)
    return dict.fromkeys(names, 0.0) | weights


def write_knowledge(folder: Path) -> Path:
    """Three entries, the figures of two tax years, and one redirect of each outcome."""
    for entry_id, (question, body) in _ENTRIES.items():
        write_entry(folder, entry_id, question, [question.rstrip("?").lower()], body)
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
    for redirect, (outcome, reply, examples) in _REDIRECTS.items():
        raw = {"about": outcome, "outcome": outcome, "reply": reply, "examples": list(examples)}
        path = folder / f"{redirect}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return folder


def write_entry(
    folder: Path,
    entry_id: str,
    question: str,
    paraphrases: Sequence[str],
    body: str,
    risk: str = "standard",
) -> None:
    path = folder / f"{entry_id}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = ", ".join(paraphrases)
    text = _ENTRY.format(question=question, paraphrases=listed, id=entry_id, body=body, risk=risk)
    path.write_text(text, encoding="utf-8")


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


def reply_of(redirect: str) -> str:
    return _REDIRECTS[redirect][1]


def example_of(redirect: str) -> str:
    return _REDIRECTS[redirect][2][0]


def candidate(entry_id: str, score: float, probability: float = 0.5) -> Candidate:
    passage = f"passage of {entry_id}"
    return Candidate(entry_id, score, score, score, score, passage, probability)


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
    events: Sequence[Mapping[str, Any]] = (),
    entities: Mapping[str, str] | None = None,
    sender: str = "conversation-1",
) -> Tracker:
    """A conversation as Rasa tells of it."""
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
    }
    loop = {"name": "ticket_form"} if in_form else {}
    return Tracker(sender, dict(slots or {}), message, list(events), False, None, loop, None)


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
        "contact_keys": SecretStr(CONTACT_KEY),
        "rate_limit": "off",
        "staff_hours": "always",
        "holidays": "",
        **values,
    }
    return Settings(**given)
