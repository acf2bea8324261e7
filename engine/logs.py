"""Sets up the engine's logs: one JSON object a line, static text with fields, nobody's words."""

from __future__ import annotations

import logging
import sys
import warnings

import structlog

_QUIET = (
    "rasa",
    "sanic.root",
    "sanic.error",
    "sanic.access",
    "apscheduler",
    "tensorflow",
    "aiohttp",
)


def set_up_logs() -> None:
    """Write our own log from level INFO on, libraries' only what is an error.

    Libraries put messages and slots into their debug and info logs, and stack traces into their
    errors; traces are left out, since they can quote what a customer wrote.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutTrace("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    warnings.filterwarnings("ignore")


class _WithoutTrace(logging.Formatter):
    def formatException(self, ei: object) -> str:  # noqa: N802 - the name is logging's
        """Return only the class of an error."""
        kind = ei[0] if isinstance(ei, tuple) else None
        return getattr(kind, "__name__", "")
