"""What the handoff of a conversation leaves in its log, for colleagues and for the customer."""

from __future__ import annotations

from amends.conversations.model import Author, Conversation, EntryKind, Mode
from amends.conversations.service import ConversationService
from amends.ids import AgentId, ConversationId
from language import Catalogue, Tone

ASSISTANT = "assistant"
"""The actor of what the assistant does by itself."""


class HandoffLog:
    """Appends to conversation logs, in the caller's transaction.

    Args:
        catalogue: Words in which the customer is told who joins; without it nobody tells them.
    """

    def __init__(self, *, conversations: ConversationService, catalogue: Catalogue | None) -> None:
        self._conversations = conversations
        self._catalogue = catalogue

    def reassigned(self, before: Conversation, agent_id: AgentId) -> None:
        """Record that an agent took a conversation from a colleague."""
        self._conversations.append(
            before.id,
            author=Author.SYSTEM,
            text="",
            kind=EntryKind.MODE,
            key=f"mode:{before.last_seq + 1}",
            details={
                "from": Mode.AGENT,
                "to": Mode.AGENT,
                "actor": agent_id,
                "reason": "reassigned",
            },
        )

    def introduced(self, conversation: Conversation, name: str) -> None:
        """Tell the customer who answers from now on."""
        if self._catalogue is None:
            return
        tone = Tone(str((conversation.frustration or {}).get("tone", Tone.NEUTRAL.value)))
        self._conversations.append(
            conversation.id,
            author=Author.SYSTEM,
            text=self._catalogue.render(
                "say_agent_joined",
                language=conversation.language,
                tone=tone,
                values={"agent": name},
            ),
            key=f"joined:{conversation.last_seq + 1}",
            language=conversation.language,
            details={"wording": "say_agent_joined"},
        )

    def callback(
        self,
        conversation_id: ConversationId,
        callback_id: str,
        event: str,
        *,
        actor: str = ASSISTANT,
    ) -> None:
        """Record that a call was promised or made."""
        self._conversations.append(
            conversation_id,
            author=Author.SYSTEM,
            text="",
            kind=EntryKind.EVENT,
            key=f"{callback_id}:{event}",
            details={"event": event, "callback_id": callback_id, "actor": actor},
        )
