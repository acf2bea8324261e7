"""Keeps libraries from talking and phoning; has to be called before Rasa is imported."""

from __future__ import annotations

import os
import warnings

_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "LOG_LEVEL": "ERROR",  # Rasa draws progress bars for every rule otherwise
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def keep_libraries_quiet() -> None:
    """Switch off telemetry, progress bars and warnings about how Rasa uses its libraries."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)

    # Sanic switches deprecation warnings on when it is imported.
    import sanic  # noqa: F401, PLC0415

    warnings.filterwarnings("ignore")
