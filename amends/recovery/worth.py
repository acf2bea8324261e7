"""What each remedy is worth in a situation; never more than what was paid for."""

from __future__ import annotations

from amends.money import Money
from amends.recovery.model import IssueKind, RemedyKind
from amends.recovery.policy_model import Limits, RecoveryPolicy
from amends.recovery.situation import OrderFacts, Situation


def worth(remedy: RemedyKind, situation: Situation, policy: RecoveryPolicy) -> Money | None:
    """Return what a remedy is worth here; nothing if it has no amount.

    The amount depends on the issue and the goods only, never on who the customer is.
    """
    limits = policy.currencies.get(situation.currency or "")
    if limits is None:
        return None
    share = policy.remedies[remedy].share or 0.0
    if remedy is RemedyKind.VOUCHER:
        return _voucher(situation.base, share, limits)
    if remedy is RemedyKind.SUBSCRIPTION_CREDIT:
        fee = situation.subscription_fee
        return None if fee is None else fee.share(share)
    order = situation.order
    return None if order is None else _of_order(remedy, order, situation.kind, share, limits)


def most(remedy: RemedyKind, situation: Situation, policy: RecoveryPolicy) -> Money | None:
    """Return the most that an approver may make of a remedy; nothing if it has no amount.

    Money is given only within what was paid for the order and within the currency's cap.
    """
    limits = policy.currencies.get(situation.currency or "")
    if limits is None or not remedy.amount_is_free:
        return None
    order = situation.order
    if remedy.repays_order:
        return None if order is None else min(order.paid, limits.cap)
    if remedy is RemedyKind.SUBSCRIPTION_CREDIT:
        fee = situation.subscription_fee
        return None if fee is None else min(fee, limits.cap)
    return limits.voucher_maximum if order is None else min(order.total, limits.cap)


def _of_order(
    remedy: RemedyKind, order: OrderFacts, kind: IssueKind, share: float, limits: Limits
) -> Money | None:
    billing = kind is IssueKind.BILLING_WRONG_CHARGE
    worths = {
        RemedyKind.EXPRESS_REPLACEMENT: order.goods,
        RemedyKind.REPLACEMENT: order.goods,
        RemedyKind.REFUND: order.overcharged if billing else min(order.goods, order.paid),
        RemedyKind.PARTIAL_REFUND: min(order.goods.share(share), order.paid),
        RemedyKind.SHIPPING_REFUND: min(limits.shipping, order.paid),
    }
    return worths.get(remedy)


def _voucher(base: Money | None, share: float, limits: Limits) -> Money:
    """Return a share rounded up to the step, within the limits and the price itself."""
    if base is None:
        return limits.voucher_minimum
    step = limits.voucher_step.amount_minor
    minor = -(-base.share(share).amount_minor // step) * step
    minor = min(
        max(minor, limits.voucher_minimum.amount_minor), limits.voucher_maximum.amount_minor
    )
    return Money(min(minor, base.amount_minor), base.currency)
