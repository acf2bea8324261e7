"""Moves offers: state, trail and conversation log change together or not at all."""

from __future__ import annotations

from sqlalchemy import Connection

from amends.clock import Clock
from amends.conversations.model import Author, EntryKind
from amends.conversations.service import ConversationService
from amends.recovery import store, trail
from amends.recovery.model import Move, Offer, OfferState
from amends.recovery.states import check_move


class Journal:
    """The one way in which an offer gets into a state."""

    def __init__(self, *, clock: Clock, conversations: ConversationService) -> None:
        self._clock = clock
        self._conversations = conversations

    def open(self, tx: Connection, offer: Offer, *, actor: str, reason: str) -> Offer:
        """Store a new offer as its first step."""
        store.add_offer(tx, offer)
        self._record(tx, offer, before=None, actor=actor, reason=reason)
        return offer

    def move(
        self,
        tx: Connection,
        offer: Offer,
        after: OfferState,
        *,
        actor: str,
        reason: str,
        **values: object,
    ) -> Offer:
        """Take an offer one step further, and change these columns with it.

        Raises:
            IllegalMove: The offer may not take this step.
            AlreadyDecided: Somebody else moved it meanwhile.
        """
        check_move(offer.state, after)
        store.move(tx, offer, after, values)
        moved = store.get_offer(tx, offer.id)
        self._record(tx, moved, before=offer.state, actor=actor, reason=reason)
        return moved

    def _record(
        self, tx: Connection, offer: Offer, *, before: OfferState | None, actor: str, reason: str
    ) -> None:
        trail.record(
            tx,
            Move(
                offer_id=offer.id,
                version=offer.version,
                before=before,
                after=offer.state,
                actor=actor,
                reason=reason,
                at=self._clock.now(),
            ),
        )
        self._conversations.append(
            offer.conversation_id,
            author=Author.SYSTEM,
            text="",
            kind=EntryKind.OFFER,
            key=f"{offer.id}:{offer.version}",
            details={
                "offer_id": offer.id,
                "state": offer.state.value,
                "remedy": offer.remedy.value,
            },
        )
