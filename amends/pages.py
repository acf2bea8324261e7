"""Serves the files that browsers load: the widget, the shop demo page, the console, the docs."""

from __future__ import annotations

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse, HTTPResponse, file
from sanic_ext import openapi

from amends.settings import PROJECT

_WIDGET = PROJECT / "widget"
_CONSOLE = PROJECT / "amends" / "console" / "static"
REFERENCE = PROJECT / "amends" / "reference"
"""The page that shows the API, in place of one that would load scripts from elsewhere."""

_SECURITY = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
}


def add_pages(app: Sanic) -> None:  # type: ignore[type-arg]  # Sanic's own defaults
    """Add the pages and their files to the gateway."""
    app.static("/widget", _WIDGET, name="widget")
    app.static("/console/static", _CONSOLE, name="console-static")
    app.static("/docs/static", REFERENCE, name="reference-static")

    @app.get("/")
    @openapi.exclude()
    async def shop(_: Request) -> HTTPResponse:
        return await file(_WIDGET / "demo" / "shop.html")

    @app.get("/console")
    @openapi.exclude()
    async def console(_: Request) -> HTTPResponse:
        return await file(_CONSOLE / "index.html")

    async def secure(_: Request, response: BaseHTTPResponse) -> None:
        for name, value in _SECURITY.items():
            response.headers.setdefault(name, value)

    app.register_middleware(secure, "response")
