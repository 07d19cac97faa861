"""Owns how Rasa starts: telemetry off, and fixes that hold for exactly one version of it."""

import os
import sys
from importlib import import_module

FIXED_VERSION = "3.6.21"


class UnknownRasaVersion(RuntimeError):
    """The installed Rasa is not the one the fixes were written for."""


def main() -> None:
    """Runs Rasa's own command line with the fixes in place."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # Rasa expands only what is set.
    os.environ.setdefault("ASSISTANT_REDIS_URL", "")
    # It looks for each of 750 functions in all modules loaded so far: 1 s before TensorFlow with
    # its thousands of them, 10 s after it.
    import_module("skops.io")
    import rasa.__main__

    apply_fixes()
    sys.argv[0] = "rasa"
    rasa.__main__.main()


def apply_fixes() -> None:
    """Raises UnknownRasaVersion when Rasa is another one than the fixes were written for."""
    import rasa

    from bot import copying, features, fixes, predicting

    if rasa.__version__ != FIXED_VERSION:
        raise UnknownRasaVersion(
            f"bot/fixes.py fixes Rasa {FIXED_VERSION}, found {rasa.__version__}: "
            "check whether the fixes are still needed, then change FIXED_VERSION"
        )
    fixes.apply()
    predicting.apply()
    features.apply()
    copying.apply()


if __name__ == "__main__":
    main()
