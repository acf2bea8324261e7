"""Use cases of the customer's word: yes or no to an offer, and what happens when time runs out."""

from __future__ import annotations

from amends.clock import Clock
from amends.ids import OfferId
from amends.recovery import store
from amends.recovery.endings import Endings
from amends.recovery.errors import OfferLapsed
from amends.recovery.model import Offer, OfferState
from amends.storage.database import Database
from amends.storage.idempotency import once

_TIMED = (OfferState.PENDING_APPROVAL, OfferState.PRESENTED)


class Answers:
    """Takes the customer's word, and closes offers that were left without one."""

    def __init__(self, *, database: Database, clock: Clock, endings: Endings) -> None:
        self._database = database
        self._clock = clock
        self._endings = endings

    def answer(self, offer_id: OfferId, *, accepted: bool, key: str) -> Offer:
        """Take the customer's answer; what is accepted is delivered in the same transaction.

        Raises:
            OfferLapsed: The time to answer is over.
            IllegalMove: The offer was not presented, or was answered before.
        """
        with self._database.transaction() as tx:
            store.lock_offer(tx, offer_id)

            def compute() -> str:
                offer = store.get_offer(tx, offer_id)
                if self._endings.is_over(offer):
                    return self._endings.lapse(tx, offer).state.value
                if offer.state in {OfferState.LAPSED, OfferState.EXPIRED}:
                    return offer.state.value
                if accepted:
                    self._endings.accept(tx, offer, key=key)
                else:
                    self._endings.refuse(tx, offer, reason="refused", key=key)
                return store.get_offer(tx, offer_id).state.value

            state = once(tx, f"{key}:recovery.answer:{offer_id}", compute)
            answered = store.get_offer(tx, offer_id)
        if state in {OfferState.LAPSED, OfferState.EXPIRED}:
            raise OfferLapsed
        return answered

    def lapse_due(self) -> int:
        """Close all offers whose time is over, each in a transaction of its own; count them."""
        with self._database.reading() as tx:
            now = self._clock.now()
            late = [offer for state in _TIMED for offer in store.due(tx, state, now)]
        return sum(self._lapse(offer) for offer in late)

    def _lapse(self, late: Offer) -> bool:
        with self._database.transaction() as tx:
            offer = store.lock_offer(tx, late.id)
            if not self._endings.is_over(offer):
                return False
            self._endings.announce_lapse(self._endings.lapse(tx, offer))
            return True
