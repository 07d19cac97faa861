"""Trains Rasa's ResponseSelector on entries and asks it: `python -m ... INPUT OUTPUT FOLDER`.

INPUT holds `examples` (texts by entry), `asked` (texts) and `epochs`; OUTPUT gets `targets` and
`scores`, in the order asked.
"""

import asyncio
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

INTENT = "faq"
# In Rasa's examples these mark entities.
_MARKUP = re.compile(r"[\[\](){}|]")


def pipeline(epochs: int) -> dict[str, Any]:
    return {
        "version": "3.1",
        "recipe": "default.v1",
        "language": "en",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            # Words alone: with parts of words as well an epoch takes three times as long.
            {"name": "CountVectorsFeaturizer"},
            {
                "name": "ResponseSelector",
                "retrieval_intent": INTENT,
                "epochs": epochs,
                "batch_size": [64, 128],
                "constrain_similarities": True,
                "random_seed": 7,
            },
        ],
        "policies": [],
    }


def training_data(examples: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    keys = {entry: entry.replace("/", "__") for entry in examples}
    return {
        "version": "3.1",
        "nlu": [
            {
                "intent": f"{INTENT}/{keys[entry]}",
                "examples": "".join(f"- {_plain(text)}\n" for text in texts),
            }
            for entry, texts in examples.items()
        ],
        "responses": {f"utter_{INTENT}/{keys[entry]}": [{"text": entry}] for entry in examples},
    }


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(" ", text).split())


async def asked_of(agent: Agent, texts: Sequence[str]) -> dict[str, list[Any]]:
    targets: list[str] = []
    scores: list[float] = []
    for text in texts:
        parsed = await agent.parse_message(text.lstrip("/"))
        ranking = parsed["response_selector"][INTENT]["ranking"]
        key = ranking[0]["intent_response_key"] if ranking else ""
        targets.append(key.partition("/")[2].replace("__", "/"))
        scores.append(float(ranking[0]["confidence"]) if ranking else 0.0)
    return {"targets": targets, "scores": scores}


def main(given: Path, made: Path, folder: Path) -> None:
    wanted = json.loads(given.read_text(encoding="utf-8"))
    config, data = folder / "config.yml", folder / "nlu.yml"
    # Not as JSON, which Rasa takes for the files of others.
    config.write_text(yaml.safe_dump(pipeline(wanted["epochs"])), encoding="utf-8")
    data.write_text(yaml.safe_dump(training_data(wanted["examples"])), encoding="utf-8")
    model = train_nlu(str(config), str(data), str(folder), fixed_model_name="selector")
    if model is None:
        raise SystemExit("the training left no model")
    agent = Agent.load(model)
    found = asyncio.run(asked_of(agent, wanted["asked"]))
    made.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
