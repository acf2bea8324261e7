"""What the database has to show once a recovery is through: every step, with who, when and why."""

from __future__ import annotations

from itertools import pairwise

from sqlalchemy import select

from amends.conversations.model import Author, EntryKind
from amends.conversations.tables import entries
from amends.customers.tables import orders
from amends.handoff.tables import agents
from amends.recovery import trail
from amends.recovery.model import IssueKind, IssueState, OfferState
from amends.recovery.tables import issues, moves, offers, ratings
from amends.storage.database import Database
from tests.e2e.colleague import APPROVER


def check_whole_trail(
    database: Database,
    conversation_id: str,
    *,
    customer_id: str,
    order_number: str,
    approved_because: str,
) -> None:
    """Check issue, offer, steps, approval, fulfilment, rating and log of one recovery."""
    with database.reading() as tx:
        issue = tx.execute(select(issues).where(issues.c.conversation_id == conversation_id)).one()
        offer = tx.execute(select(offers).where(offers.c.conversation_id == conversation_id)).one()
        steps = tx.execute(
            select(moves).where(moves.c.offer_id == offer.id).order_by(moves.c.version)
        ).all()
        rating = tx.execute(
            select(ratings).where(ratings.c.conversation_id == conversation_id)
        ).one()
        log = tx.execute(
            select(entries)
            .where(entries.c.conversation_id == conversation_id)
            .order_by(entries.c.seq)
        ).all()
        approver = tx.execute(select(agents.c.id).where(agents.c.email == APPROVER)).scalar_one()
        sent = tx.execute(
            select(orders).where(orders.c.number == offer.outcome["order_number"])
        ).one()

    assert (issue.kind, issue.state) == (IssueKind.ITEM_DAMAGED, IssueState.SETTLED)
    assert (issue.customer_id, issue.order_number) == (customer_id, order_number)
    assert (offer.issue_id, offer.state, offer.decided_by) == (
        issue.id,
        OfferState.FULFILLED,
        approver,
    )

    assert [(step.before, step.after, step.actor) for step in steps] == [
        (None, OfferState.PROPOSED, trail.ASSISTANT),
        (OfferState.PROPOSED, OfferState.PENDING_APPROVAL, trail.ASSISTANT),
        (OfferState.PENDING_APPROVAL, OfferState.APPROVED, approver),
        (OfferState.APPROVED, OfferState.PRESENTED, trail.ASSISTANT),
        (OfferState.PRESENTED, OfferState.ACCEPTED, trail.CUSTOMER),
        (OfferState.ACCEPTED, OfferState.FULFILLED, trail.SYSTEM),
    ]
    reasons = [step.reason for step in steps]
    assert reasons.pop(2) == approved_because
    assert all(reasons)
    assert all(earlier.at <= later.at for earlier, later in pairwise(steps))

    assert (sent.replaces, sent.customer_id) == (order_number, customer_id)
    assert (rating.offer_id, rating.score) == (offer.id, 5)

    assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
    told = [entry.details["state"] for entry in log if entry.kind == EntryKind.OFFER]
    assert told == [step.after for step in steps]
    said = {
        entry.details["wording"]
        for entry in log
        if entry.author == Author.ASSISTANT and entry.kind == EntryKind.MESSAGE
    }
    assert {
        "utter_sorry_item_damaged",
        "utter_offer_pending",
        "utter_decision_is_there",
        f"utter_offer_{offer.remedy}",
        f"utter_accepted_{offer.remedy}",
        "utter_ask_rating",
        "utter_thanks_for_good_rating",
    } <= said
    assert {entry.language for entry in log if entry.author == Author.ASSISTANT} == {"es"}
