"""Making things right: having an offer worked out, putting it, and taking the answer."""

from __future__ import annotations

from actions.base import AmendsAction, then
from actions.choices import REPORT_PROBLEM, TALK_TO_PERSON
from actions.forms import remind_of_left_topic
from actions.turn import Choice, Event, Turn, Values, set_slots
from amends.customers.lookup import order_lookup
from amends.errors import AmendsError, IllegalMove
from amends.ids import IssueId, OfferId
from amends.recovery.errors import OfferLapsed
from amends.recovery.model import Offer, OfferState, RemedyKind
from amends.recovery.service import RecoveryService
from amends.recovery.states import PRESENTABLE

PRESENT = "action_present_offer"
CORRECT = "action_correct_order"

_DECIDED = "EXTERNAL_offer_decided"
_NOTHING_TO_RATE = [then("action_listen")]
"""Ends the turn where the rules would go on to ask how it went."""


class RecommendRecovery(AmendsAction):
    """Has an offer worked out for a problem that was reported."""

    action_name = "action_recommend_recovery"

    def act(self, turn: Turn) -> list[Event]:
        """Ask for a recommendation; without a problem there is nothing to recommend."""
        issue_id, customer_id = turn.slot("issue_id"), turn.customer_id
        if issue_id is None:
            return []
        allowed = customer_id is not None and self.services.customers.personalisation(customer_id)
        wish = turn.slot("wish")
        offer = self.services.recovery.recommend(
            turn.conversation_id,
            IssueId(issue_id),
            verified=turn.verified,
            personalised=allowed,
            frustration=turn.frustration,
            wish=None if wish is None else RemedyKind(wish),
            key=turn.key(),
        )
        if offer is None:
            turn.say("utter_person_asked_for_more")
        return set_slots(wish=None)

    def explain_error(self, turn: Turn, error: AmendsError) -> list[Event]:
        """Say that another offer comes first, if one is open; then it is said where it stands."""
        current = self.services.recovery.current_offer(turn.conversation_id)
        if error.code == "offer_open" and current is not None and current.needs_approval:
            turn.say("utter_noted_as_well")
            return []
        return super().explain_error(turn, error)


class PresentOffer(AmendsAction):
    """Puts an offer to the customer, or says honestly where it stands."""

    action_name = PRESENT
    may_offer_person = True
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Say what is offered once that may be said; before, promise nothing."""
        recovery = self.services.recovery
        # The choice that asked for another offer names the one that this offer replaces.
        is_another = turn.follows(OfferOther.action_name)
        offer = recovery.current_offer(turn.conversation_id) if is_another else None
        offer = offer or offer_of(recovery, turn)
        if offer is None or (turn.is_event and offer.state is OfferState.WITHDRAWN):
            return []
        if offer.state in PRESENTABLE:
            if turn.intent == _DECIDED:
                turn.say("utter_decision_is_there")
            offer = recovery.present(offer.id, key=turn.key())
        say_where_it_stands(turn, offer)
        return []


class AcceptOffer(AmendsAction):
    """Takes a yes, has the offer delivered, and says what happens when."""

    action_name = "action_accept_offer"

    def act(self, turn: Turn) -> list[Event]:
        """Accept the offer that the choice or the last question was about."""
        offer = offer_of(self.services.recovery, turn)
        if offer is None:
            turn.say("utter_no_offer", choices=(REPORT_PROBLEM, TALK_TO_PERSON))
            return _NOTHING_TO_RATE
        if not self._is_answer(turn, offer):
            return _NOTHING_TO_RATE
        try:
            done = self.services.recovery.answer(offer.id, accepted=True, key=turn.key())
        except OfferLapsed:
            turn.say("utter_offer_lapsed", choices=(_another(offer), TALK_TO_PERSON))
            return _NOTHING_TO_RATE
        except IllegalMove:
            say_where_it_stands(turn, offer)
            return _NOTHING_TO_RATE
        if done.state is OfferState.FAILED:
            turn.say("utter_delivery_failed", choices=(TALK_TO_PERSON,))
            return _NOTHING_TO_RATE
        if is_call_to_nobody(done):
            self.services.handoff.request_person(
                turn.conversation_id, reason="call_back", key=turn.key("person")
            )
        turn.say(f"utter_accepted_{_said_as(done)}", values=_values(done))
        return []

    @staticmethod
    def _is_answer(turn: Turn, offer: Offer) -> bool:
        """Whether this is a yes to something that was put; says where it stands if not."""
        if offer.needs_approval:
            say_still_pending(turn)
            return False
        if turn.intent == "affirm" and turn.entity("reference"):
            # "The first one" points at something; it is no yes to the only offer there is.
            say_where_it_stands(turn, offer)
            return False
        return True

    def explain_error(self, turn: Turn, error: AmendsError) -> list[Event]:
        """Say what the error means, and do not ask how it went."""
        super().explain_error(turn, error)
        return _NOTHING_TO_RATE


class RefuseOffer(AmendsAction):
    """Takes a no, and shows what else there is."""

    action_name = "action_refuse_offer"

    def act(self, turn: Turn) -> list[Event]:
        """Refuse the offer that the choice or the last question was about."""
        offer = offer_of(self.services.recovery, turn)
        if offer is None:
            turn.say("utter_all_right")
            return []
        if _names_another_order(turn, offer):
            return [then(CORRECT)]
        if offer.needs_approval:
            say_still_pending(turn)
            return []
        if offer.state is OfferState.PRESENTED:
            offer = self.services.recovery.answer(offer.id, accepted=False, key=turn.key())
        turn.say("utter_offer_refused", choices=(_another(offer), TALK_TO_PERSON))
        return []


class ExplainOffer(AmendsAction):
    """Says how an offer came about."""

    action_name = "action_explain_offer"

    def act(self, turn: Turn) -> list[Event]:
        """Name the reasons; while a person looks at it, only that."""
        offer = offer_of(self.services.recovery, turn)
        if turn.last_said in {"utter_not_possible", "utter_not_mine_to_decide"}:
            turn.say("utter_not_mine_to_decide", choices=(TALK_TO_PERSON,))
            return []
        if offer is None:
            turn.say("utter_no_offer", choices=(REPORT_PROBLEM, TALK_TO_PERSON))
            return []
        if offer.needs_approval:
            say_still_pending(turn)
            return []
        reasons = self.services.recovery.explain(offer.id).reasons
        choices = _answers(offer)[:2] if offer.state is OfferState.PRESENTED else ()
        if reasons:
            named = [reason.to_wire() for reason in reasons]
            turn.say("utter_offer_explained", values={"reasons": named}, choices=choices)
        else:
            turn.say("utter_offer_explained_plainly", choices=choices)
        return []


class OfferOther(AmendsAction):
    """Looks for another offer than the one that was put."""

    action_name = "action_offer_other"

    def act(self, turn: Turn) -> list[Event]:
        """Ask for the next best; if there is none, a person is the way on."""
        offer = offer_of(self.services.recovery, turn)
        if offer is None:
            turn.say("utter_no_offer", choices=(REPORT_PROBLEM, TALK_TO_PERSON))
            return []
        if offer.needs_approval:
            say_still_pending(turn)
            return []
        if self.services.recovery.other(offer.id, key=turn.key()) is None:
            turn.say("utter_person_asked_for_more")
            return []
        return [then(PRESENT)]


def offer_of(recovery: RecoveryService, turn: Turn) -> Offer | None:
    """Return the offer that a message is about: that of its choice, or the conversation's.

    What happened elsewhere to an offer that goes on in another conversation is told there.

    Raises:
        NotFound: The offer is somebody else's.
        Conflict: It is from another conversation, and another one is open in this.
    """
    named = turn.entity("offer_id")
    if named is None:
        open_offer = recovery.current_offer(turn.conversation_id)
        return open_offer or recovery.latest_offer(turn.conversation_id)
    if turn.is_event:
        offer = recovery.get(OfferId(named))
        return offer if offer.conversation_id == turn.conversation_id else None
    return recovery.bring(OfferId(named), turn.conversation_id, turn.customer_id)


def say_where_it_stands(turn: Turn, offer: Offer) -> None:
    """Say what an offer is, or that it is being looked at, or how it ended."""
    match offer.state:
        case OfferState.PRESENTED:
            wording = f"utter_offer_{_said_as(offer)}"
            turn.say(wording, values=_values(offer), choices=_answers(offer))
        case OfferState.PENDING_APPROVAL if turn.said_recently("utter_offer_pending", within=6):
            say_still_pending(turn)
        case OfferState.PENDING_APPROVAL:
            turn.say("utter_offer_pending", choices=(TALK_TO_PERSON,))
        case OfferState.DECLINED | OfferState.EXPIRED:
            turn.say("utter_offer_declined", choices=(TALK_TO_PERSON, _another(offer)))
        case OfferState.LAPSED:
            turn.say("utter_offer_lapsed", choices=(_another(offer), TALK_TO_PERSON))
        case OfferState.REFUSED:
            turn.say("utter_offer_refused", choices=(_another(offer), TALK_TO_PERSON))
        case OfferState.WITHDRAWN:
            turn.say("utter_offer_closed", choices=(REPORT_PROBLEM, TALK_TO_PERSON))
        case _:
            turn.say("utter_offer_already_accepted", choices=(TALK_TO_PERSON,))
            remind_of_left_topic(turn)


def _names_another_order(turn: Turn, offer: Offer) -> bool:
    """Whether a no is none to the offer, but to the order: "no, it was A-10005"."""
    named = turn.entity("order_number")
    return named is not None and order_lookup(named) != order_lookup(offer.order_number or "")


def say_still_pending(turn: Turn) -> None:
    """Say that a person still looks at an offer, and the next time that they read along."""
    told = turn.said_recently("utter_offer_still_pending", within=3)
    wording = "utter_noted_for_decision" if told else "utter_offer_still_pending"
    turn.say(wording, choices=(TALK_TO_PERSON,))


def is_call_to_nobody(offer: Offer) -> bool:
    """Whether a call is offered to somebody whose number is not known."""
    return offer.remedy is RemedyKind.CALLBACK and offer.customer_id is None


def _said_as(offer: Offer) -> str:
    """Return how an offer is worded: by its remedy, but nobody is called without a number."""
    return "person_here" if is_call_to_nobody(offer) else offer.remedy


def _answers(offer: Offer) -> tuple[Choice, ...]:
    about = {"offer_id": offer.id}
    return (
        Choice("label_accept_offer", "accept_offer", about),
        Choice("label_refuse_offer", "refuse_offer", about),
        Choice("label_why_offer", "ask_why_offer", about),
        Choice("label_other_offer", "ask_other_offer", about),
    )


def _another(offer: Offer) -> Choice:
    return Choice("label_other_offer", "ask_other_offer", {"offer_id": offer.id})


def _values(offer: Offer) -> Values:
    """Return what the wordings of an offer may name; what it lacks is not named by its wording."""
    return {
        **({} if offer.money is None else {"amount": offer.money.to_wire()}),
        **({} if offer.order_number is None else {"order_number": offer.order_number}),
        **offer.outcome,
    }
