"""The engine's errors: every one names the HTTP status and the code that its caller sees.

EngineError
├── Misconfigured        a file of the project is missing or broken (stops the server at start)
├── Refused              a request is not what the connector takes
│   ├── WrongToken
│   └── Malformed
├── ActionsUnavailable   the action server cannot be reached; the turn can be tried again
├── ActionFailed         the action server answered, but not with a result
├── StoreUnavailable     the tracker store cannot be reached; the turn can be tried again
└── Outdated             another engine has saved the conversation meanwhile
"""

from __future__ import annotations


class EngineError(Exception):
    """Base of all errors that the engine raises on purpose."""

    http_status = 500
    code = "engine_failed"


class Misconfigured(EngineError):
    """A file that the engine needs is missing or broken; the message says which and what to do."""

    code = "misconfigured"


class Refused(EngineError):
    """A request that the connector does not take."""

    http_status = 422
    code = "refused"


class WrongToken(Refused):
    """The caller did not show the token that the processes share."""

    http_status = 401
    code = "unauthorized"


class Malformed(Refused):
    """The request's body does not have the agreed shape."""

    code = "malformed"


class ActionsUnavailable(EngineError):
    """The action server does not answer; nothing of the turn was saved."""

    http_status = 503
    code = "actions_unavailable"


class ActionFailed(EngineError):
    """The action server answered with an error; nothing of the turn was saved."""

    code = "action_failed"


class StoreUnavailable(EngineError):
    """The tracker store does not answer; nothing of the turn was saved."""

    http_status = 503
    code = "store_unavailable"


class Outdated(EngineError):
    """Another engine has saved this conversation since it was read here."""

    http_status = 503
    code = "outdated"
