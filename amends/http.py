"""What every HTTP surface of Amends shares: reading requests, answering errors."""

from __future__ import annotations

import logging
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse, json
from sanic_ext.extensions.openapi.builders import OperationStore

from amends.errors import AmendsError, Invalid

_log = logging.getLogger(__name__)
_LONGEST_PLACE = 80
_Model = TypeVar("_Model", bound=BaseModel)


def read(request: Request, model: type[_Model]) -> _Model:
    """Parse a request's JSON body.

    Raises:
        Invalid: It is no JSON, or not of the model's form; the message names the field.
    """
    try:
        return model.model_validate_json(request.body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])[:_LONGEST_PLACE] or "body"
        raise Invalid(f"{place}: {first['msg']}", code="malformed") from error


def bearer_token(request: Request) -> str | None:
    """Return the token of the Authorization header, or of the query's ``token``."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    given: str | None = request.args.get("token")
    return given


def install_error_handlers(app: Sanic) -> None:  # type: ignore[type-arg]  # Sanic's own defaults
    """Answer every error with a code and a sentence, and nothing of its inside."""
    app.error_handler.add(AmendsError, _amends_error)
    app.error_handler.add(SanicException, _http_error)
    app.error_handler.add(Exception, _unexpected_error)


def document_methods(app: Sanic) -> None:  # type: ignore[type-arg]  # as above
    """Let handlers that are bound methods keep the description their function was given.

    sanic-ext tags every handler before it looks for descriptions, and thereby makes an empty one
    for the bound method.
    """
    store: dict[object, object] = OperationStore()  # type: ignore[no-untyped-call]  # not annotated
    for route in app.router.routes:
        function = getattr(route.handler, "__func__", None)
        if function in store:
            store[route.handler] = store[function]


def _answer(status: int, code: str, message: str, headers: dict[str, str]) -> HTTPResponse:
    return json({"error": {"code": code, "message": message}}, status=status, headers=headers)


async def _amends_error(_: Request, error: Exception) -> HTTPResponse:
    if not isinstance(error, AmendsError):
        raise error
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return _answer(error.status, error.code, error.message, headers)


async def _http_error(_: Request, error: Exception) -> HTTPResponse:
    status = getattr(error, "status_code", 500)
    code, message = _HTTP_ERRORS.get(status, ("error", "The request failed"))
    return _answer(status, code, message, dict(getattr(error, "headers", {}) or {}))


async def _unexpected_error(request: Request, error: Exception) -> HTTPResponse:
    _log.error(
        "an unexpected error was answered",
        extra={"error": type(error).__name__, "path": request.path},
        exc_info=error,
    )
    return _answer(500, "internal", "Something went wrong on our side", {})


_HTTP_ERRORS = {
    400: ("bad_request", "The request cannot be read"),
    401: ("unauthorized", "Nobody is signed in"),
    403: ("forbidden", "This is not allowed"),
    404: ("not_found", "There is nothing at this address"),
    405: ("method_not_allowed", "This address does not take that method"),
    408: ("timeout", "The request took too long to arrive"),
    413: ("too_large", "The request is too large"),
    415: ("unsupported_media_type", "This kind of content is not read here"),
    416: ("range_not_satisfiable", "There is no such part"),
    429: ("too_many_attempts", "Please try again later"),
    503: ("unavailable", "Please try again in a moment"),
}
