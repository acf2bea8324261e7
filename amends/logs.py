"""Logging for all processes: static messages with fields, one line each, no personal data."""

from __future__ import annotations

import logging
import sys

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class _Fields(logging.Formatter):
    """Appends what was passed as ``extra`` as ``name=value``."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        fields = " ".join(
            f"{name}={value}" for name, value in vars(record).items() if name not in _STANDARD
        )
        return f"{line} {fields}" if fields else line


def configure_logging(level: str) -> None:
    """Send logs of this level and above to standard error.

    Access logs of servers and clients stay off: addresses and query strings are personal data.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Fields("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "sanic.access", "sanic.root", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
