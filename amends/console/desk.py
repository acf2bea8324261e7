"""Puts conversations together with whom they are about, as several addresses show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from amends.bootstrap import Services
from amends.console.approval_wire import offer_wire
from amends.console.wire import Names, conversation_wire, entry_wire
from amends.conversations.model import Conversation, Entry, EntryKind, Mode
from amends.handoff import overview
from amends.ids import ConversationId, OfferId
from amends.storage.types import JsonValue

PAGE = 200
"""How many entries of a log are shown at once."""


class Desk:
    """Reads conversations for the pages."""

    def __init__(self, *, services: Services) -> None:
        self._services = services

    def queue(self) -> list[dict[str, JsonValue]]:
        """Return what waits for a person, the most urgent first."""
        return self._wired([one.conversation for one in self._services.handoff.queue()])

    def conversations(self, modes: Sequence[Mode], *, limit: int) -> list[dict[str, JsonValue]]:
        """Return conversations, the latest change first."""
        return self._wired(self._services.conversations.find(modes=modes, limit=limit))

    def conversation(
        self, conversation_id: ConversationId, *, before: int | None = None
    ) -> dict[str, JsonValue]:
        """Return a conversation with the latest entries of its log, or those before a number.

        Raises:
            NotFound: There is no such conversation.
        """
        with self._services.database.reading():
            conversation = self._services.conversations.get(conversation_id)
            until = conversation.last_seq + 1 if before is None else before
            entries = self._services.conversations.entries(
                conversation_id, after=max(until - PAGE - 1, 0), limit=PAGE
            )
            names = self._services.agents.names()
            shown = [entry for entry in entries if entry.seq < until]
            return {
                **self._wired([conversation])[0],
                "messages": [entry_wire(entry, names=names) for entry in shown],
                "offers": self._offers(shown, names),
            }

    def _offers(self, shown: Iterable[Entry], names: Names) -> dict[str, JsonValue]:
        """Return the offers of which these entries tell, by id."""
        told = {
            str(entry.details.get("offer_id")) for entry in shown if entry.kind is EntryKind.OFFER
        }
        return {
            offer_id: offer_wire(self._services.recovery.get(OfferId(offer_id)), names=names)
            for offer_id in sorted(told)
        }

    def _wired(self, found: Sequence[Conversation]) -> list[dict[str, JsonValue]]:
        with self._services.database.reading() as tx:
            names = self._services.agents.names()
            customers = overview.customers_by_id(tx, (one.customer_id for one in found))
            last = overview.last_messages(tx, (one.id for one in found))
            waiting = self._services.handoff.waiting(found)
        return [
            conversation_wire(
                one,
                names=names,
                customer=None if one.customer_id is None else customers.get(one.customer_id),
                waiting=waiting.get(one.id),
                last=last.get(one.id),
            )
            for one in found
        ]
