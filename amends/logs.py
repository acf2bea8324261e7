"""Logging for all processes: static messages with fields, one line each, no personal data."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

from amends.errors import AmendsError

_ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class Fields(logging.Formatter):
    """Appends what was passed as ``extra`` as ``name=value``.

    Of an exception it tells where it came from and of what kind it is. What an exception says is
    left out unless it is our own: drivers and parsers quote what customers wrote.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, and the trace of its exception below."""
        line = super().format(record)
        fields = " ".join(
            f"{name}={_one_line(value)}"
            for name, value in vars(record).items()
            if name not in _STANDARD
        )
        if not fields:
            return line
        first, separator, trace = line.partition("\n")
        return f"{first} {fields}{separator}{trace}"

    def formatException(  # noqa: N802  # the library's name
        self, ei: _ExceptionInfo
    ) -> str:
        """Return the stack and the kinds of an exception and of what caused it."""
        told: list[str] = []
        error = ei[1]
        while error is not None:
            told.append("".join(traceback.format_tb(error.__traceback__)) + _kind(error))
            error = error.__cause__ or error.__context__
        return "\ncaused by\n".join(told)


def _kind(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name}: {error.message}" if isinstance(error, AmendsError) else name


def _one_line(value: object) -> str:
    text = str(value)
    return text if text.isprintable() else repr(text)


def configure_logging(level: str) -> None:
    """Send logs of this level and above to standard error.

    Access logs of servers and clients stay off: addresses and query strings are personal data.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Fields("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "sanic.access", "sanic.root", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
