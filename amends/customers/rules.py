"""The shop's rules: where an order is, how late, and what may still be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from amends.customers.errors import NotPossible, Refusal
from amends.customers.model import (
    Order,
    OrderLine,
    OrderState,
    OrderStatus,
    Return,
    Shipment,
    ShipmentState,
)
from amends.money import Money

RETURN_WINDOW = timedelta(days=30)
LABEL_VALID = timedelta(days=14)


def order_status(order: Order, now: datetime) -> OrderStatus:
    """Say where an order is; days are counted in UTC."""
    state = _state(order)
    delivered = _delivered_at(order)
    reference = now
    if state is OrderState.DELIVERED and delivered is not None:
        reference = delivered
    elif state is OrderState.CANCELLED and order.cancelled_at is not None:
        reference = order.cancelled_at
    last = _last_to_come(order)
    return OrderStatus(
        order_number=order.number,
        state=state,
        placed=order.placed_at,
        expected=order.promised_at.date(),
        delivered=delivered,
        days_late=max(0, (reference.date() - order.promised_at.date()).days),
        carrier=last.carrier if last else None,
        tracking=last.tracking if last else None,
        last_event=last.last_event_at if last else None,
        left_at=last.left_at if last else None,
    )


def check_cancellable(order: Order) -> None:
    """Raise unless the order can still be stopped.

    Raises:
        NotPossible: ``already_cancelled``, ``already_delivered`` or ``already_shipped``.
    """
    match _state(order):
        case OrderState.CANCELLED:
            raise NotPossible(Refusal.ALREADY_CANCELLED)
        case OrderState.DELIVERED:
            raise NotPossible(Refusal.ALREADY_DELIVERED)
        case OrderState.PREPARING:
            return
        case _:
            raise NotPossible(Refusal.ALREADY_SHIPPED)


def check_readdressable(order: Order) -> None:
    """Raise unless the order's address can still be changed; as for stopping it.

    Raises:
        NotPossible: ``already_cancelled``, ``already_delivered`` or ``already_shipped``.
    """
    check_cancellable(order)


def returnable_lines(
    order: Order, returns: Iterable[Return], now: datetime, wanted: tuple[int, ...] | None = None
) -> tuple[OrderLine, ...]:
    """Return the lines that the customer may send back, for their money or in exchange.

    Args:
        order: The order.
        returns: What of it was sent back already.
        now: The current moment.
        wanted: The numbers of the lines in question; nothing means whatever can go back.

    Raises:
        NotPossible: ``already_cancelled``, ``not_delivered``, ``window_over`` (30 days after
            delivery), ``not_returnable`` or ``already_returned``.
    """
    if order.cancelled_at is not None:
        raise NotPossible(Refusal.ALREADY_CANCELLED)
    delivered = _delivered_at(order)
    if delivered is None or _state(order) is not OrderState.DELIVERED:
        raise NotPossible(Refusal.NOT_DELIVERED)
    if now > delivered + RETURN_WINDOW:
        raise NotPossible(Refusal.WINDOW_OVER)
    gone = {line for sent in returns for line in sent.lines}
    asked = [line for line in order.lines if wanted is None or line.line in wanted]
    allowed = [line for line in asked if line.returnable]
    if not allowed or (wanted is not None and len(allowed) < len(asked)):
        raise NotPossible(Refusal.NOT_RETURNABLE)
    remaining = tuple(line for line in allowed if line.line not in gone)
    if not remaining or (wanted is not None and len(remaining) < len(allowed)):
        raise NotPossible(Refusal.ALREADY_RETURNED)
    return remaining


def lines_value(order: Order, numbers: Iterable[int]) -> Money:
    """Return what these lines of the order cost together."""
    chosen = set(numbers)
    minor = sum(
        line.unit_price.amount_minor * line.quantity for line in order.lines if line.line in chosen
    )
    return Money(minor, order.total.currency)


def _state(order: Order) -> OrderState:
    if order.cancelled_at is not None:
        return OrderState.CANCELLED
    last = _last_to_come(order)
    return OrderState(last.state.value) if last else OrderState.PREPARING


_PROGRESS = (
    ShipmentState.LOST,
    ShipmentState.IN_TRANSIT,
    ShipmentState.OUT_FOR_DELIVERY,
    ShipmentState.DELIVERED,
)


def _last_to_come(order: Order) -> Shipment | None:
    """Return the parcel that is farthest from being there."""
    return min(order.shipments, key=lambda parcel: _PROGRESS.index(parcel.state), default=None)


def _delivered_at(order: Order) -> datetime | None:
    """Return when the last parcel arrived; nothing while one is missing."""
    moments = [parcel.delivered_at for parcel in order.shipments]
    if not moments or None in moments:
        return None
    return max(moment for moment in moments if moment is not None)
