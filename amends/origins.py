"""Lets the websites that an operator names use the chat from their own pages."""

from __future__ import annotations

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse, HTTPResponse, empty

_SHARED = ("/chat/", "/widget/")


def allow_origins(app: Sanic, origins: str) -> None:  # type: ignore[type-arg]  # Sanic's own defaults
    """Answer browsers that ask whether another website may use the chat.

    Args:
        app: The gateway.
        origins: Such as ``https://shop.example, https://www.shop.example``; empty: no other.
    """
    named = (origin.strip().rstrip("/").lower() for origin in origins.split(","))
    allowed = frozenset(origin for origin in named if origin)

    def headers(request: Request) -> dict[str, str]:
        origin = request.headers.get("origin", "")
        if not allowed or not request.path.startswith(_SHARED):
            return {}
        if origin.lower() not in allowed:
            return {"Vary": "Origin"}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Max-Age": "600",
            "Vary": "Origin",
        }

    async def preflight(request: Request) -> HTTPResponse | None:
        asks = request.method == "OPTIONS" and "access-control-request-method" in request.headers
        return empty(headers=headers(request)) if asks else None

    async def permit(request: Request, response: BaseHTTPResponse) -> None:
        response.headers.update(headers(request))

    app.register_middleware(preflight, "request")
    app.register_middleware(permit, "response")
