"""Plays the shop's server on the demo page: signs that a demo customer is logged in."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json
from sanic_ext import openapi

from amends.bootstrap import Services
from amends.customers.identity import sign
from amends.demo.marker import is_demo
from amends.errors import NotFound
from amends.ids import CustomerId

_LIFETIME = timedelta(hours=12)


class DemoIdentity:
    """Signs identities, only of demo data and only for this machine itself."""

    def __init__(self, *, services: Services) -> None:
        self._services = services

    def blueprint(self) -> Blueprint:
        """Return the route under ``/demo``."""
        routes = Blueprint("demo", url_prefix="/demo")
        routes.add_route(self.identity, "/identity/<customer_id:str>", methods=["GET"])
        return routes

    @openapi.summary("Sign in as a demo customer")
    @openapi.description("Exists only with demo data, and only on loopback.")
    async def identity(self, _: Request, customer_id: str) -> HTTPResponse:
        """Return what the shop's server would put on the page for this customer."""
        return json(await asyncio.to_thread(self._identity, CustomerId(customer_id)))

    def _identity(self, customer_id: CustomerId) -> dict[str, object]:
        settings = self._services.settings
        with self._services.database.reading() as tx:
            if not (settings.on_loopback and is_demo(tx)):
                raise NotFound("There is nothing at this address")
        customer = self._services.customers.get(customer_id)
        expires = int((self._services.clock.now() + _LIFETIME).timestamp())
        secret = settings.identity_secret.get_secret_value()
        return {
            "customer_id": customer_id,
            "expires": expires,
            "signature": sign(secret=secret, customer_id=customer_id, expires=expires),
            "name": customer.name,
        }
