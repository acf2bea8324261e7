"""Takes a turn: understands the message, runs what the policies predict, saves once at the end."""

from __future__ import annotations

import copy
import dataclasses
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from rasa.core.actions.action import (
    Action,
    ActionBotResponse,
    ActionExecutionRejection,
    ActionExtractSlots,
    ActionListen,
)
from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import DEFAULT_ACTION_MAPPINGS
from rasa.core.processor import MessageProcessor
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.exceptions import ModelNotFound
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecutionRejected,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from engine.components.language import spoken_in
from engine.errors import Malformed
from engine.runtime.replies import replies_to, topic_of
from engine.runtime.runner import PlannedGraphRunner
from engine.runtime.transcript import events_of_transcript
from engine.runtime.turn import CHANNEL, Answer, Payload, Turn
from engine.runtime.wishes import events_of_wishes, wishes_of
from engine.tracker.store import Conversation, ConversationStore

_TOLD_SLOTS = ("language", "customer_id", "verified", "waiting")
"""Slots that the gateway decides: they take what the turn's metadata says."""


_READING = (ActionListen, ActionBotResponse)
"""Actions that only read the conversation."""


class TurnProcessor(MessageProcessor):
    """Rasa's processor, without what it does over again for every message."""

    graph_runner: PlannedGraphRunner
    tracker_store: ConversationStore

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, PlannedGraphRunner]:
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            try:
                metadata, runner = load_predict_graph_runner(
                    Path(folder), Path(model_path), LocalModelStorage, PlannedGraphRunner
                )
            except (tarfile.ReadError, OSError) as error:
                raise ModelNotFound(f"Model {model_path} can not be loaded.") from error
        return Path(model_path).name, metadata, cast(PlannedGraphRunner, runner)

    async def take(self, turn: Turn) -> Answer:
        """Return the answer to a turn; to a repeated one the same, without running anything.

        Turns of one conversation must not overlap. Raises `EngineError`; then nothing was saved.
        """
        tracker = await self.get_tracker(turn.conversation_id)
        said = replies_to(tracker.events, turn.message_id)
        if said is not None:
            self.tracker_store.keep(tracker)
            return Answer(
                replies=said,
                wishes=wishes_of(tracker),
                repeated=True,
                topic=topic_of(tracker.events, turn.message_id),
            )

        channel = _Silent()
        if not self._is_in_session(tracker):
            await self._update_tracker_session(tracker, channel)
        tracker.update_with_events(self._told(tracker, turn.metadata), self.domain)
        for said_meanwhile in turn.transcript:
            events = events_of_transcript(said_meanwhile, self, tracker)
            tracker.update_with_events(events, self.domain)

        message = self._message(turn, channel)
        await self._handle_message_with_tracker(message, tracker)
        tracker.update_with_events(events_of_wishes(tracker), self.domain)
        await self.run_action_extract_slots(channel, tracker)
        await self._run_prediction_loop(channel, tracker)
        await self.save_tracker(tracker)
        return Answer(
            replies=replies_to(tracker.events, turn.message_id) or (),
            wishes=wishes_of(tracker),
            topic=topic_of(tracker.events, turn.message_id),
        )

    def _is_in_session(self, tracker: DialogueStateTracker) -> bool:
        """Tell whether a conversation has begun, where sessions never expire."""
        endless = not self.domain.session_config.are_sessions_enabled()
        return endless and tracker.latest_action_name == ACTION_LISTEN_NAME

    async def get_tracker(self, conversation_id: str) -> Conversation:
        """Return a conversation; a new one if it is not stored yet."""
        stored = await self.tracker_store.retrieve(conversation_id)
        return stored or await self.tracker_store.create_tracker(conversation_id)

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Set the slots that the latest message fills."""
        extract = ActionExtractSlots(self.action_endpoint)
        events = await extract.run(output_channel, self.nlg, tracker, self.domain)
        tracker.update_with_events(events, self.domain)
        return tracker

    def understand(
        self, text: str, tracker: DialogueStateTracker, *, language: str | None = None
    ) -> dict[str, Any]:
        """Return intent and entities of a text that a person typed; never reads it as a command.

        `language` is what it is in, if that is known.
        """
        message = UserMessage(
            text,
            input_channel=CHANNEL,
            sender_id=tracker.sender_id,
            metadata={"language": language or spoken_in(tracker)},
        )
        return self._parse_message_with_graph(message, tracker)

    def _parse_message_with_graph(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        target = self._target_for(message)
        inputs = {PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: tracker}
        parsed = self.graph_runner.run(inputs=inputs, targets=[target])[target][0]
        known = parsed.as_dict(only_output_properties=only_output_properties)
        known.pop("text_tokens", None)
        nothing = {"text": "", "intent": {"name": None, "confidence": 0.0}, "entities": []}
        return nothing | known

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """What is unknown to the domain is found when training, not at each message."""

    def _target_for(self, message: UserMessage) -> str:
        """Return the node whose output is the understood message.

        The last node reads a text that starts with `/` as an intent. What customers type stops
        before it; what developers type into `rasa shell` does not.
        """
        last = cast(str, self.model_metadata.nlu_target)
        if message.input_channel != CHANNEL:
            return last
        return self.graph_runner.schema.nodes[last].needs["messages"]

    def _message(self, turn: Turn, channel: OutputChannel) -> UserMessage:
        parsed = None if turn.payload is None else self._parsed(turn.payload)
        return UserMessage(
            text=turn.text,
            output_channel=channel,
            sender_id=turn.conversation_id,
            parse_data=parsed,
            input_channel=CHANNEL,
            message_id=turn.message_id,
            metadata=dict(turn.metadata),
        )

    def _parsed(self, payload: Payload) -> dict[str, Any]:
        if payload.intent not in self.domain.intents or payload.intent in DEFAULT_ACTION_MAPPINGS:
            raise Malformed(f"unknown intent {payload.intent}")
        entities = [{"entity": name, "value": value} for name, value in payload.entities.items()]
        intent = {"name": payload.intent, "confidence": 1.0}
        return {"text": None, "intent": intent, "intent_ranking": [intent], "entities": entities}

    @staticmethod
    def _told(tracker: DialogueStateTracker, metadata: Mapping[str, Any]) -> list[Event]:
        return [
            SlotSet(name, metadata[name])
            for name in _TOLD_SLOTS
            if name in metadata
            and name in tracker.slots
            and tracker.slots[name].value != metadata[name]
        ]

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """Run an action and log what it did. Unlike Rasa's, lets its errors through."""
        working = tracker
        if prediction.events or not isinstance(action, _READING):
            working = twin_of(tracker)
            working.update_with_events(prediction.events, self.domain)
        try:
            events = await action.run(output_channel, nlg, working, self.domain)
        except ActionExecutionRejection:
            tracker.update(
                ActionExecutionRejected(
                    action.name(), prediction.policy_name, prediction.max_confidence
                )
            )
            return self.should_predict_another_action(action.name())
        self._log_action_on_tracker(tracker, action, events, prediction)
        if any(isinstance(event, UserUttered) for event in events):
            await self.run_action_extract_slots(output_channel, tracker)
        return self.should_predict_another_action(action.name())

    def _log_action_on_tracker(
        self,
        tracker: DialogueStateTracker,
        action: Action,
        events: list[Event] | None,
        prediction: PolicyPrediction,
    ) -> None:
        events = events or []
        if not any(isinstance(event, ActionExecutionRejected) for event in events):
            tracker.update_with_events(prediction.events, self.domain)
            tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events, self.domain)

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Slots hold personal data, which is not logged."""


class _Silent(CollectingOutputChannel):
    """Replies are read from the tracker at the end, so nothing is sent on the way."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Do nothing."""


def twin_of(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return a tracker in the same state that can change on its own, without replaying events."""
    twin = copy.copy(tracker)
    twin.events = tracker.events.copy()
    twin.slots = {name: copy.copy(slot) for name, slot in tracker.slots.items()}
    if tracker.active_loop is not None:
        twin.active_loop = dataclasses.replace(tracker.active_loop)
    return twin
