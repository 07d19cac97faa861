"""Tells how a trained model understands the held-out examples: `python -m ... MODEL [TEXT...]`.

First as Rasa does it, then with the launcher's fixes.
"""

import asyncio
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent

from bot import launcher

# What is picked, and what only looks like it.
PICKED = (
    "/affirm",
    '/choose{"entry_id": "filing/extension", "tax_year": "2025"}',
    '/give_contact{"kept": "[name]"}',
    "/deny@0.7",
    '/edit_ticket{"nobody knows": "this"}',
    "/affirm and more",
    "/no_such_intent",
    '/choose{"entry_id": ',
    "/",
    " /affirm",
)
HELD_OUT = Path(__file__).resolve().parent.parent / "nlu"


def held_out() -> list[tuple[str, str]]:
    """Pairs of intent and text."""
    pairs: list[tuple[str, str]] = []
    for path in sorted(HELD_OUT.glob("*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            texts = [line.removeprefix("- ") for line in group["examples"].splitlines()]
            pairs.extend((group["intent"], text) for text in texts)
    return pairs


async def understood(agent: Agent, texts: list[str]) -> list[dict[str, Any]]:
    """Intent, confidence and milliseconds of each text."""
    results = []
    for text in texts:
        started = time.perf_counter()
        parsed = await agent.parse_message(text)
        took = (time.perf_counter() - started) * 1000
        intent = parsed["intent"]
        results.append({"intent": intent["name"], "confidence": intent["confidence"], "ms": took})
    return results


async def parsed(agent: Agent) -> list[Any]:
    """All that Rasa makes of what is picked."""
    return [await agent.parse_message(text) for text in PICKED]


async def report(model: str, more: list[str]) -> dict[str, Any]:
    started = time.perf_counter()
    agent = Agent.load(model)
    load_seconds = time.perf_counter() - started
    pairs = held_out()
    texts = [text for _, text in pairs]
    await understood(agent, texts[:5])  # the first ones are slow
    results = await understood(agent, texts)
    more_results = await understood(agent, more)
    picked = await parsed(agent)
    launcher.apply_fixes()
    agent = Agent.load(model)
    fixed = await understood(agent, [*texts, *more])
    return {
        "load_seconds": load_seconds,
        "median_ms": statistics.median(result["ms"] for result in results),
        "examples": [
            {"expected": intent, "text": text, **result}
            for (intent, text), result in zip(pairs, results, strict=True)
        ],
        "more": dict(zip(more, more_results, strict=True)),
        "fixed": fixed,
        "picked": list(zip(PICKED, picked, await parsed(agent), strict=True)),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(report(sys.argv[1], sys.argv[2:]))))
