"""Keeps issues and offers; every function works in its caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select, update

from amends.conversations import store as conversation_store
from amends.errors import NotFound
from amends.ids import AgentId, ConversationId, CustomerId, IssueId, OfferId
from amends.money import Money
from amends.recovery.errors import AlreadyDecided
from amends.recovery.model import (
    ApprovalReason,
    Issue,
    IssueKind,
    IssueState,
    Offer,
    OfferState,
    RemedyKind,
)
from amends.recovery.states import ANSWERED, COMMITTED, OPEN
from amends.recovery.tables import issue_reports, issues, offers
from amends.recovery.wire import candidates_from_json, candidates_to_json
from amends.storage.insertion import insert_if_absent
from amends.storage.types import JsonValue


def add_issue(tx: Connection, issue: Issue) -> None:
    """Store a new issue."""
    tx.execute(insert(issues).values(**asdict(issue)))


def change_issue(tx: Connection, issue_id: IssueId, **values: object) -> None:
    """Change columns of an issue."""
    tx.execute(update(issues).where(issues.c.id == issue_id).values(**values))


def get_issue(tx: Connection, issue_id: IssueId) -> Issue:
    """Return an issue.

    Raises:
        NotFound: There is none with this id.
    """
    row = tx.execute(select(issues).where(issues.c.id == issue_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such issue", code="issue_not_found")
    return _issue(row)


def open_issues(tx: Connection, conversation_id: ConversationId) -> tuple[Issue, ...]:
    """Return what still has to be made right in a conversation, the latest first."""
    rows = tx.execute(
        select(issues)
        .where(
            issues.c.conversation_id == conversation_id,
            issues.c.state == IssueState.OPEN.value,
        )
        .order_by(issues.c.reported_at.desc(), issues.c.id.desc())
    )
    return tuple(_issue(row) for row in rows)


def latest_issue(tx: Connection, conversation_id: ConversationId) -> Issue | None:
    """Return what a conversation was about last; what was taken back does not count."""
    row = tx.execute(
        select(issues)
        .where(
            issues.c.conversation_id == conversation_id,
            issues.c.state != IssueState.WITHDRAWN.value,
        )
        .order_by(issues.c.reported_at.desc(), issues.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _issue(row)


def open_issues_elsewhere(
    tx: Connection, customer_id: CustomerId, conversation_id: ConversationId
) -> tuple[Issue, ...]:
    """Return what a customer still waits for in other conversations, the latest first."""
    rows = tx.execute(
        select(issues)
        .where(
            issues.c.customer_id == customer_id,
            issues.c.conversation_id != conversation_id,
            issues.c.state == IssueState.OPEN.value,
        )
        .order_by(issues.c.reported_at.desc(), issues.c.id.desc())
    )
    return tuple(_issue(row) for row in rows)


def count_issues(
    tx: Connection, customer_id: CustomerId, *, since: datetime, besides: IssueId
) -> int:
    """Return how many other issues a customer reported since then and did not take back."""
    return tx.execute(
        select(func.count())
        .select_from(issues)
        .where(
            issues.c.customer_id == customer_id,
            issues.c.reported_at >= since,
            issues.c.id != besides,
            issues.c.state != IssueState.WITHDRAWN.value,
        )
    ).scalar_one()


def note_report(
    tx: Connection, issue_id: IssueId, conversation_id: ConversationId, at: datetime
) -> None:
    """Remember that an issue was brought up in a conversation, and when first."""
    insert_if_absent(tx, issue_reports, issue_id=issue_id, conversation_id=conversation_id, at=at)


def reports_of(
    tx: Connection, customer_id: CustomerId, *, since: datetime
) -> tuple[tuple[Issue, ConversationId], ...]:
    """Return what a customer brought up since then, and in which conversations.

    What was taken back does not count.
    """
    rows = tx.execute(
        select(issues, issue_reports.c.conversation_id.label("told_in"))
        .join(issue_reports, issue_reports.c.issue_id == issues.c.id)
        .where(
            issues.c.customer_id == customer_id,
            issues.c.state != IssueState.WITHDRAWN.value,
            issue_reports.c.at >= since,
        )
    )
    return tuple((_issue(row), ConversationId(row.told_in)) for row in rows)


def has_settled(tx: Connection, order_numbers: Collection[str], *, besides: IssueId) -> bool:
    """Return whether another issue with one of these orders was made right."""
    row = tx.execute(
        select(issues.c.id)
        .where(
            issues.c.order_number.in_(order_numbers),
            issues.c.state == IssueState.SETTLED.value,
            issues.c.id != besides,
        )
        .limit(1)
    ).first()
    return row is not None


def add_offer(tx: Connection, offer: Offer) -> None:
    """Store a new offer."""
    tx.execute(
        insert(offers).values(
            id=offer.id,
            issue_id=offer.issue_id,
            conversation_id=offer.conversation_id,
            customer_id=offer.customer_id,
            order_number=offer.order_number,
            state=offer.state.value,
            version=offer.version,
            open=offer.state in OPEN or None,
            frustration=offer.frustration,
            personalised=offer.personalised,
            verified=offer.verified,
            wish=offer.wish.value if offer.wish else None,
            risk=offer.risk,
            approval_reasons=[reason.value for reason in offer.approval_reasons],
            candidates=candidates_to_json(offer.candidates),
            proposed_at=offer.proposed_at,
            expires_at=offer.expires_at,
            outcome={},
            **what(offer.remedy, offer.money),
        )
    )


def what(remedy: RemedyKind, money: Money | None) -> dict[str, object]:
    """Return the columns that say what is offered."""
    return {
        "remedy": remedy.value,
        "amount_minor": None if money is None else money.amount_minor,
        "currency": None if money is None else money.currency,
    }


def move(tx: Connection, offer: Offer, after: OfferState, values: Mapping[str, object]) -> None:
    """Compare and set: change an offer's state if nobody else changed it meanwhile.

    Raises:
        AlreadyDecided: Somebody else was faster.
    """
    changed = tx.execute(
        update(offers)
        .where(
            offers.c.id == offer.id,
            offers.c.state == offer.state.value,
            offers.c.version == offer.version,
        )
        .values(state=after.value, version=offer.version + 1, open=after in OPEN or None, **values)
    )
    if changed.rowcount != 1:
        raise AlreadyDecided


def set_outcome(tx: Connection, offer_id: OfferId, outcome: Mapping[str, JsonValue]) -> None:
    """Keep what was delivered."""
    tx.execute(update(offers).where(offers.c.id == offer_id).values(outcome=dict(outcome)))


def get_offer(tx: Connection, offer_id: OfferId) -> Offer:
    """Return an offer.

    Raises:
        NotFound: There is none with this id.
    """
    row = tx.execute(select(offers).where(offers.c.id == offer_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such offer", code="offer_not_found")
    return _offer(row)


def lock_offer(tx: Connection, offer_id: OfferId) -> Offer:
    """Return an offer after waiting for whoever else works on its conversation.

    Raises:
        NotFound: There is none with this id.
    """
    offer = get_offer(tx, offer_id)
    while True:
        conversation_store.get(tx, offer.conversation_id, lock=True)
        before, offer = offer, get_offer(tx, offer_id)
        if offer.conversation_id == before.conversation_id:
            return offer


def relocate(tx: Connection, offer: Offer, conversation_id: ConversationId) -> None:
    """Let an offer and its issue be talked about in another conversation."""
    for table, row_id in ((offers, offer.id), (issues, offer.issue_id)):
        tx.execute(
            update(table).where(table.c.id == row_id).values(conversation_id=conversation_id)
        )


def latest_offer(tx: Connection, conversation_id: ConversationId) -> Offer | None:
    """Return the offer that was made last in a conversation."""
    row = tx.execute(
        select(offers)
        .where(offers.c.conversation_id == conversation_id)
        .order_by(offers.c.proposed_at.desc(), offers.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _offer(row)


def latest_answered(tx: Connection, conversation_id: ConversationId) -> Offer | None:
    """Return the offer of a conversation to which the customer gave the last answer."""
    row = tx.execute(
        select(offers)
        .where(
            offers.c.conversation_id == conversation_id,
            offers.c.state.in_([state.value for state in ANSWERED]),
        )
        .order_by(offers.c.proposed_at.desc(), offers.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _offer(row)


def open_offer(tx: Connection, conversation_id: ConversationId) -> Offer | None:
    """Return the offer of a conversation that still waits for somebody's word."""
    row = tx.execute(
        select(offers).where(offers.c.conversation_id == conversation_id, offers.c.open.is_(True))
    ).one_or_none()
    return None if row is None else _offer(row)


def open_offer_about(tx: Connection, issue: Issue) -> Offer | None:
    """Return the open offer for an issue or for its order, in whichever conversation it is."""
    about = offers.c.issue_id == issue.id
    if issue.order_number is not None:
        about = or_(about, offers.c.order_number == issue.order_number)
    return next(iter(_find(tx, about, offers.c.open.is_(True))), None)


def offers_of(tx: Connection, issue_id: IssueId) -> tuple[Offer, ...]:
    """Return what was offered for an issue, the first first."""
    return _find(tx, offers.c.issue_id == issue_id)


def offers_in(tx: Connection, state: OfferState) -> tuple[Offer, ...]:
    """Return the offers in a state, the oldest first."""
    return _find(tx, offers.c.state == state.value)


def restorations(tx: Connection, order_number: str) -> tuple[Offer, ...]:
    """Return the offers that made good an order, or still may."""
    return _find(
        tx,
        offers.c.order_number == order_number,
        offers.c.remedy.in_([remedy.value for remedy in RemedyKind if remedy.restores]),
        offers.c.state.in_([state.value for state in COMMITTED]),
    )


def due(tx: Connection, state: OfferState, now: datetime) -> tuple[Offer, ...]:
    """Return the offers in a state whose time is over."""
    return _find(tx, offers.c.state == state.value, offers.c.expires_at <= now)


def committed(
    tx: Connection,
    currency: str,
    *,
    since: datetime,
    remedies: Collection[RemedyKind] = tuple(RemedyKind),
    customer_id: CustomerId | None = None,
) -> Money:
    """Return what was given, or may still be, since then: to one customer or to all."""
    conditions = [
        offers.c.currency == currency,
        offers.c.proposed_at >= since,
        offers.c.remedy.in_([remedy.value for remedy in remedies]),
        offers.c.state.in_([state.value for state in COMMITTED]),
    ]
    if customer_id is not None:
        conditions.append(offers.c.customer_id == customer_id)
    spent = tx.execute(
        select(func.coalesce(func.sum(offers.c.amount_minor), 0)).where(*conditions)
    ).scalar_one()
    return Money(int(spent), currency)


def _find(tx: Connection, *conditions: ColumnElement[bool]) -> tuple[Offer, ...]:
    rows = tx.execute(select(offers).where(*conditions).order_by(offers.c.proposed_at, offers.c.id))
    return tuple(_offer(row) for row in rows)


def _issue(row: Row[Any]) -> Issue:
    return Issue(
        id=IssueId(row.id),
        conversation_id=ConversationId(row.conversation_id),
        reported_in=ConversationId(row.reported_in),
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        kind=IssueKind(row.kind),
        order_number=row.order_number,
        line=row.line,
        description=row.description,
        state=IssueState(row.state),
        reported_at=row.reported_at,
    )


def _offer(row: Row[Any]) -> Offer:
    return Offer(
        id=OfferId(row.id),
        issue_id=IssueId(row.issue_id),
        conversation_id=ConversationId(row.conversation_id),
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        order_number=row.order_number,
        remedy=RemedyKind(row.remedy),
        money=None if row.amount_minor is None else Money(row.amount_minor, row.currency),
        state=OfferState(row.state),
        version=row.version,
        frustration=row.frustration,
        personalised=row.personalised,
        verified=row.verified,
        wish=None if row.wish is None else RemedyKind(row.wish),
        risk=row.risk,
        approval_reasons=tuple(ApprovalReason(reason) for reason in row.approval_reasons),
        candidates=candidates_from_json(row.candidates),
        proposed_at=row.proposed_at,
        expires_at=row.expires_at,
        decided_by=None if row.decided_by is None else AgentId(row.decided_by),
        decision_reason=row.decision_reason,
        outcome=row.outcome,
    )
