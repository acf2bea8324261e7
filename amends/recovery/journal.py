"""Moves offers: state, trail and conversation log change together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Connection

from amends.clock import Clock
from amends.conversations import store as conversation_store
from amends.conversations.model import Author, EntryKind
from amends.conversations.service import ConversationService
from amends.ids import ConversationId
from amends.recovery import store, trail
from amends.recovery.model import Move, Offer, OfferState
from amends.recovery.states import check_move
from amends.storage.types import JsonValue


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

    def relocate(self, tx: Connection, offer: Offer, conversation_id: ConversationId) -> Offer:
        """Go on with an offer, and its issue, in another conversation of the same customer."""
        before = offer.conversation_id
        store.relocate(tx, offer, conversation_id)
        moved = store.get_offer(tx, offer.id)
        for where, details in (
            (before, {"continued_in": conversation_id}),
            (conversation_id, {"continued_from": before}),
        ):
            seq = conversation_store.get(tx, where).last_seq
            self._log(moved, where, key=f"{offer.id}:relocated:{seq}", details=details)
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
        self._log(offer, offer.conversation_id, key=f"{offer.id}:{offer.version}")

    def _log(
        self,
        offer: Offer,
        conversation_id: ConversationId,
        *,
        key: str,
        details: Mapping[str, JsonValue] = MappingProxyType({}),
    ) -> None:
        self._conversations.append(
            conversation_id,
            author=Author.SYSTEM,
            text="",
            kind=EntryKind.OFFER,
            key=key,
            details={
                "offer_id": offer.id,
                "state": offer.state.value,
                "remedy": offer.remedy.value,
                **details,
            },
        )
