from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from amends.ids import AgentId, ConversationId, CustomerId, IssueId, OfferId
from amends.recovery.eligibility import candidates
from amends.recovery.explanation import Reason, explain
from amends.recovery.model import (
    Candidate,
    Issue,
    IssueKind,
    IssueState,
    Obstacle,
    Offer,
    OfferState,
    RemedyKind,
)
from amends.recovery.ranking import rank
from amends.recovery.situation import Situation, Taste
from amends.recovery.wire import candidates_from_json, candidates_to_json
from amends.settings import PROJECT
from language import Catalogue
from tests.unit.recovery.situations import euros, shipped_policy, situation

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def issue(kind: IssueKind) -> Issue:
    return Issue(
        id=IssueId("iss_1"),
        conversation_id=ConversationId("cnv_1"),
        reported_in=ConversationId("cnv_1"),
        customer_id=CustomerId("C1"),
        kind=kind,
        order_number="A-1",
        line=1,
        description="",
        state=IssueState.OPEN,
        reported_at=NOW,
    )


def offer(facts: Situation) -> Offer:
    ranked = rank(candidates(facts, shipped_policy()), facts, shipped_policy())
    return Offer(
        id=OfferId("off_1"),
        issue_id=IssueId("iss_1"),
        conversation_id=ConversationId("cnv_1"),
        customer_id=CustomerId("C1"),
        order_number="A-1",
        remedy=ranked[0].remedy,
        money=ranked[0].money,
        state=OfferState.PRESENTED,
        version=2,
        frustration=facts.frustration,
        personalised=facts.personalised,
        verified=True,
        wish=facts.wish,
        risk=0.0,
        approval_reasons=(),
        candidates=ranked,
        proposed_at=NOW,
    )


def keys(reasons: tuple[Reason, ...]) -> list[str]:
    return [reason.key for reason in reasons]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(PROJECT)


@pytest.mark.parametrize("kind", IssueKind)
@pytest.mark.parametrize("wish", [None, RemedyKind.REFUND])
def test_that_every_reason_can_be_said_in_every_language(
    catalogue: Catalogue, kind: IssueKind, wish: RemedyKind | None
) -> None:
    made = replace(offer(situation(kind, wish=wish)), decided_by=AgentId("agt_1"))
    explained = explain(made, issue(kind), days_late=3)
    said = [*explained.reasons, *(one.why_not for one in explained.considered)]
    assert explained.reasons
    for language in catalogue.languages:
        for reason in said:
            assert catalogue.render(reason.key, language=language, values=reason.values)


@pytest.mark.parametrize("obstacle", Obstacle)
def test_that_every_obstacle_has_a_wording(catalogue: Catalogue, obstacle: Obstacle) -> None:
    for language in catalogue.languages:
        assert catalogue.render(f"reason_not_{obstacle.value}", language=language)


@pytest.mark.parametrize("remedy", RemedyKind)
def test_that_every_remedy_has_a_name(catalogue: Catalogue, remedy: RemedyKind) -> None:
    for language in catalogue.languages:
        assert catalogue.render(f"remedy_{remedy.value}", language=language)


def test_that_a_granted_wish_is_the_first_reason() -> None:
    made = offer(situation(wish=RemedyKind.REFUND))
    found = keys(explain(made, issue(IssueKind.ITEM_DAMAGED), days_late=0).reasons)
    assert found == ["reason_offer_wish", "reason_offer_fits", "reason_offer_paid"]


def test_that_delay_is_named_with_its_days() -> None:
    made = offer(situation(IssueKind.ORDER_LATE))
    explained = explain(made, issue(IssueKind.ORDER_LATE), days_late=6)
    assert Reason("reason_offer_days_late", {"count": 6}) in explained.reasons
    in_time = explain(made, issue(IssueKind.ORDER_LATE), days_late=0)
    assert "reason_offer_days_late" not in keys(in_time.reasons)


def test_that_history_is_named_only_where_it_counted() -> None:
    liked = Taste(liked={RemedyKind.EXPRESS_REPLACEMENT: 1.0})
    for taste, named in ((liked, True), (Taste(), False)):
        found = explain(
            offer(situation(taste=taste)), issue(IssueKind.ITEM_DAMAGED), days_late=0
        ).reasons
        assert ("reason_offer_history" in keys(found)) is named


def test_that_a_colleagues_check_is_named_unless_they_declined() -> None:
    decided = replace(offer(situation()), decided_by=AgentId("agt_1"))
    declined = replace(decided, state=OfferState.DECLINED)
    for made, named in ((decided, True), (declined, False)):
        found = explain(made, issue(IssueKind.ITEM_DAMAGED), days_late=0).reasons
        assert ("reason_offer_checked" in keys(found)) is named


def test_that_what_is_offered_is_not_among_the_others() -> None:
    made = offer(situation())
    explained = explain(made, issue(IssueKind.ITEM_DAMAGED), days_late=0)
    assert made.remedy not in {one.remedy for one in explained.considered}
    assert len(explained.considered) == len(made.candidates) - 1


def test_that_candidates_survive_being_stored() -> None:
    found = (
        *offer(situation(order=None)).candidates,
        Candidate(RemedyKind.REFUND, euros(1), score=-0.5, parts={"fit": 0.1}),
    )
    stored = candidates_to_json(found)
    assert candidates_from_json(stored) == found  # type: ignore[arg-type]  # JSON objects
