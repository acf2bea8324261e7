"""The one error hierarchy: every error knows the code and the sentence it may show the public.

AmendsError
├── Invalid            422  the request cannot be understood
│   └── TooLarge       413
├── Unauthorized       401  nobody is signed in, or the token is wrong or old
├── Forbidden          403  signed in, but without the right
├── NotFound           404  no such thing, or not yours
├── Conflict           409  it was already done, or somebody else was faster
│   └── IllegalMove    409  a state machine does not allow this step
├── TooManyAttempts    429  try again later
├── Unavailable        503  a part of the system does not answer
│   └── Contention     503  another transaction was in the way; try the same again at once
└── ConfigurationError 500  a file or setting that an operator has to mend
"""

from __future__ import annotations


class AmendsError(Exception):
    """Base of all errors raised on purpose.

    Args:
        message: What went wrong, in words that may be shown to whoever asked. Never personal data.
        code: Stable machine-readable name; defaults to the class's own.
        retry_after: Seconds after which trying again makes sense, if that is known.
    """

    status = 500
    default_code = "internal"

    def __init__(
        self, message: str, *, code: str | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.retry_after = retry_after


class Invalid(AmendsError):
    """The request cannot be understood."""

    status = 422
    default_code = "invalid"


class TooLarge(Invalid):
    """The request is larger than what is accepted."""

    status = 413
    default_code = "too_large"


class Unauthorized(AmendsError):
    """Nobody is signed in, or the token is wrong or expired."""

    status = 401
    default_code = "unauthorized"


class Forbidden(AmendsError):
    """Whoever asks is known but has no right to this."""

    status = 403
    default_code = "forbidden"


class NotFound(AmendsError):
    """There is no such thing, or it belongs to somebody else."""

    status = 404
    default_code = "not_found"


class Conflict(AmendsError):
    """It was already done, or somebody else was faster."""

    status = 409
    default_code = "conflict"


class IllegalMove(Conflict):
    """A state machine does not allow this step."""

    default_code = "illegal_move"


class TooManyAttempts(AmendsError):
    """The limit of attempts is used up for now."""

    status = 429
    default_code = "too_many_attempts"


class Unavailable(AmendsError):
    """A part of the system does not answer now; trying again later makes sense."""

    status = 503
    default_code = "unavailable"


class Contention(Unavailable):
    """Another transaction was in the way; trying the same again makes sense at once."""


class ConfigurationError(AmendsError):
    """A file or setting is missing or wrong; the message says what an operator has to do."""

    default_code = "configuration"
