"""Owns the file of fitted numbers: how it is written."""

from pathlib import Path

import yaml

from embeddings.settings import Fitted

_HEAD = """\
# Fitted on labelled questions by `python -m embeddings fit`: not to be edited by hand.
# What the names mean stands in ranking.py, confidence.py and follow_ups.py.
"""


def write_fitted(fitted: Fitted, path: Path) -> None:
    """Replaces the file."""
    body = yaml.safe_dump(fitted.model_dump(mode="json"), sort_keys=False, width=100)
    path.write_text(_HEAD + body, encoding="utf-8")
