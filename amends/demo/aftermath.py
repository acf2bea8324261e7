"""What happened around orders in the past: contacts, recoveries, returns."""

from __future__ import annotations

from datetime import datetime, timedelta

from amends.customers import tables
from amends.customers.model import ReturnKind, ReturnState
from amends.customers.rules import LABEL_VALID
from amends.demo.draft import Draft, chance, weighted
from amends.demo.journey import Placed, add_refund
from amends.demo.plan import to_minute
from amends.demo.trouble import Trouble, trouble_with
from amends.demo.world import Kind

_QUESTIONS = {
    "order_status": "Asked where the order was.",
    "product_question": "Asked about a product before buying.",
    "refund_status": "Asked when the refund would arrive.",
    "change_address": "Changed the delivery address.",
    "account_access": "Could not sign in; password was reset.",
    "praise": "Praised the quick delivery.",
}
_CHANNELS = {"web": 55, "email": 30, "phone": 15}
_HAPPY = {1: 2, 2: 4, 3: 14, 4: 35, 5: 45}
_UNHAPPY = {1: 30, 2: 30, 3: 25, 4: 10, 5: 5}
_ASKS_SOMETHING = 0.12
_SENDS_BACK = 0.05
_RESOLVED = 0.9
_ACCEPTED = 0.85
_RATES = 0.5
_VOUCHER_VALID = timedelta(days=365)


def add_aftermath(draft: Draft, order: Placed) -> None:
    """Add what happened around an order that is long enough ago to be history."""
    trouble = trouble_with(draft.rng, order, draft.now)
    if trouble is not None:
        _add_trouble(draft, order, trouble)
    if trouble is not None or order.is_fixed:
        return
    if chance(draft.rng, _ASKS_SOMETHING):
        topic = draft.rng.choice(tuple(_QUESTIONS))
        at = order.plan.placed_at + timedelta(hours=draft.rng.uniform(1, 60))
        if at < draft.now:
            _add_contact(draft, order, topic, _QUESTIONS[topic], at=at, resolved=True)
    if chance(draft.rng, _SENDS_BACK):
        _add_return(draft, order)


def _add_trouble(draft: Draft, order: Placed, trouble: Trouble) -> None:
    rng = draft.rng
    since = order.delivered_at or order.promised_at
    at = min(draft.now - timedelta(hours=2), since + timedelta(hours=rng.uniform(3, 60)))
    resolved = chance(rng, _RESOLVED)
    _add_contact(draft, order, trouble.topic, trouble.summary, at=at, resolved=resolved)
    if not resolved:
        return
    offered = weighted(rng, {remedy: remedy.weight for remedy in trouble.remedies})
    minor = int(order.plan.total.amount_minor * offered.worth)
    accepted = chance(rng, _ACCEPTED)
    decided_at = min(draft.now, at + timedelta(hours=rng.uniform(0.2, 20)))
    draft.rows.add(
        tables.recoveries,
        id=draft.rows.number("rec"),
        customer_id=order.plan.person.id,
        offer_id=None,
        order_number=order.number,
        issue=trouble.topic,
        remedy=offered.name,
        accepted=accepted,
        satisfaction=_satisfaction(draft, happy=accepted),
        at=to_minute(decided_at),
        amount_minor=minor if minor else None,
        currency=order.plan.total.currency if minor else None,
    )
    if accepted and minor:
        if offered.is_voucher:
            _add_voucher(draft, order, minor, at=decided_at)
        else:
            add_refund(draft, order, minor, reason=trouble.topic, at=decided_at)


def _add_contact(
    draft: Draft, order: Placed, topic: str, summary: str, *, at: datetime, resolved: bool
) -> None:
    draft.rows.add(
        tables.contacts,
        id=draft.rows.number("con"),
        customer_id=order.plan.person.id,
        conversation_id=None,
        order_number=order.number,
        channel=weighted(draft.rng, _CHANNELS),
        topic=topic,
        summary=summary,
        language=order.plan.person.region.language,
        resolved=resolved,
        satisfaction=_satisfaction(draft, happy=resolved),
        at=to_minute(at),
    )


def _add_voucher(draft: Draft, order: Placed, minor: int, *, at: datetime) -> None:
    redeemed_at = at + timedelta(days=draft.rng.uniform(3, 90))
    draft.rows.add(
        tables.vouchers,
        code=f"BW-DEMO-{draft.rows.count(tables.vouchers) + 1:04}",
        customer_id=order.plan.person.id,
        issued_at=to_minute(at),
        expires_at=to_minute(at + _VOUCHER_VALID),
        redeemed_at=to_minute(redeemed_at) if redeemed_at < draft.now else None,
        amount_minor=minor,
        currency=order.plan.total.currency,
    )


def _add_return(draft: Draft, order: Placed) -> None:
    item = order.plan.items[0]
    if order.delivered_at is None or item.product.kind is Kind.CONSUMABLE:
        return
    requested_at = order.delivered_at + timedelta(days=draft.rng.uniform(1, 20))
    if requested_at > draft.now:
        return
    received_at = requested_at + timedelta(days=6)
    received = received_at <= draft.now
    draft.rows.add(
        tables.returns,
        reference=f"RT-DEMO-{draft.rows.count(tables.returns) + 1:04}",
        customer_id=order.plan.person.id,
        order_number=order.number,
        kind=ReturnKind.RETURN.value,
        state=(ReturnState.RECEIVED if received else ReturnState.REQUESTED).value,
        lines=[1],
        wish="",
        requested_at=to_minute(requested_at),
        send_by=to_minute(requested_at + LABEL_VALID),
    )
    if received:
        minor = item.price.amount_minor * item.quantity
        add_refund(draft, order, minor, reason="returned", at=received_at)


def _satisfaction(draft: Draft, *, happy: bool) -> int | None:
    """Return a mark from 1 to 5; half the customers give none."""
    if not chance(draft.rng, _RATES):
        return None
    return weighted(draft.rng, _HAPPY if happy else _UNHAPPY)
