"""Owns how long generated tests run: the same cases each time, more of them when asked for."""

import os

from hypothesis import HealthCheck, settings

# Set by hand to look further, for minutes or hours; other cases come each time then.
EXAMPLES = os.environ.get("ASSISTANT_FUZZ_EXAMPLES")
BOUNDS = settings(
    max_examples=int(EXAMPLES or 25),
    derandomize=EXAMPLES is None,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
