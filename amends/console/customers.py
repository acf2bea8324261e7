"""The console's address of a customer: who they are, what they ordered, what happened before."""

from __future__ import annotations

import asyncio

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json
from sanic_ext import openapi

from amends.bootstrap import Services
from amends.console.customer_wire import (
    customer_wire,
    history_wire,
    order_wire,
    subscription_wire,
)
from amends.ids import CustomerId
from amends.storage.types import JsonValue

_ORDERS = 6


class Customers:
    """What agents see of a customer beside a conversation."""

    def __init__(self, *, services: Services) -> None:
        self._services = services

    def add_to(self, routes: Blueprint) -> None:
        """Add the route."""
        routes.add_route(
            self.show, "/customers/<customer_id:str>", methods=["GET"], name="customer"
        )

    @openapi.summary("A customer with orders and history")
    @openapi.response(404, description="There is no such customer")
    async def show(self, _: Request, customer_id: str) -> HTTPResponse:
        """Show a customer."""
        return json(await asyncio.to_thread(self._show, CustomerId(customer_id)))

    def _show(self, customer_id: CustomerId) -> dict[str, JsonValue]:
        service = self._services.customers
        with self._services.database.reading():
            customer = service.get(customer_id)
            orders = service.recent_orders(customer_id, _ORDERS)
            return {
                **customer_wire(customer),
                "personalisation": service.personalisation(customer_id),
                "history": history_wire(service.history(customer_id)),
                "subscriptions": [
                    subscription_wire(one) for one in service.subscriptions(customer_id)
                ],
                "orders": [order_wire(order, service.order_status(order)) for order in orders],
            }
