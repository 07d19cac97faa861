"""Owns `topics.yml`: the topics in display order, their public labels, and which are paused."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from embeddings.faults import Fault
from embeddings.yaml_text import read_yaml


class _Topic(BaseModel):
    """What stands in place of a label alone, once there is more to say of a topic."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str = Field(min_length=1)
    paused: str | None = Field(default=None, min_length=3)


class _Topics(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    topics: list[dict[str, str | _Topic]]


@dataclass(frozen=True)
class Topics:
    """`labels` in display order; `paused` holds the notice of each topic that is paused."""

    labels: Mapping[str, str]
    paused: Mapping[str, str]


def notice_of(paused: str) -> str:
    """A notice the way a sentence can hold it: without spaces around it and its full stop."""
    return paused.strip().rstrip(".")


def load_topics(path: Path) -> tuple[Topics, list[Fault]]:
    """No topics and a fault when the file is missing or malformed."""
    try:
        parsed = _Topics.model_validate(read_yaml(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        message = "is missing: it lists the topics in display order"
    except ValidationError as error:
        last = error.errors()[-1]
        where = ".".join(str(part) for part in last["loc"] if part not in ("str", "_Topic"))
        message = f"is not a list of topics: {where}: {last['msg']}"
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        message = f"is not a list of topics: {' '.join(str(error).split())[:200]}"
    else:
        rows = {key: topic for row in parsed.topics for key, topic in row.items()}
        return _topics(rows), []
    return Topics({}, {}), [Fault(path, 1, "topics", message)]


def _topics(rows: Mapping[str, str | _Topic]) -> Topics:
    spelled = {
        key: _Topic(label=topic) if isinstance(topic, str) else topic for key, topic in rows.items()
    }
    return Topics(
        {key: topic.label for key, topic in spelled.items()},
        {key: notice_of(topic.paused) for key, topic in spelled.items() if topic.paused},
    )
