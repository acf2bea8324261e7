"""Builds what runs a trained model: Rasa's agent around our processor and our tracker store."""

from __future__ import annotations

from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.lock_store import LockStore
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.exceptions import ModelNotFound
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import RasaException

from engine.errors import Misconfigured
from engine.runtime.actions import ActionEndpoint
from engine.runtime.processor import TurnProcessor
from engine.runtime.substitutes import install
from engine.tracker.store import ConversationStore
from engine.wording import CatalogueGenerator


class EngineAgent(Agent):
    """Rasa's agent; a store that fails is not replaced by one in memory, which would forget."""

    processor: TurnProcessor
    nlg: CatalogueGenerator
    tracker_store: ConversationStore
    action_endpoint: ActionEndpoint

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """Load a model. Raises `Misconfigured` if the file is none."""
        try:
            self.processor = TurnProcessor(
                model_path=str(model_path),
                tracker_store=self.tracker_store,
                lock_store=self.lock_store,
                action_endpoint=self.action_endpoint,
                generator=self.nlg,
            )
        except (ModelNotFound, RasaException) as error:
            raise Misconfigured(f"{model_path} is not a usable model; train it again.") from error
        self.domain = self.processor.domain
        self.tracker_store.domain = self.domain
        self.nlg.responses = self.domain.responses
        self._set_fingerprint(fingerprint)

    @staticmethod
    def _create_tracker_store(store: TrackerStore | None, domain: Domain) -> TrackerStore:
        if store is None:
            raise Misconfigured("the engine needs a tracker store.")
        return store

    @staticmethod
    def _create_lock_store(store: LockStore | None) -> LockStore | None:
        return store


def load_agent(model: Path, endpoints: Path) -> EngineAgent:
    """Return an agent with a loaded model. Raises `Misconfigured`."""
    install()
    described = AvailableEndpoints.read_endpoints(str(endpoints))
    if described.action is None:
        raise Misconfigured(f"{endpoints} has no action_endpoint.")
    store = TrackerStore.create(described.tracker_store)
    generator = NaturalLanguageGenerator.create(described.nlg, None)
    if not isinstance(store, ConversationStore) or not isinstance(generator, CatalogueGenerator):
        raise Misconfigured(
            f"{endpoints}: tracker_store and nlg have to be those of the engine package."
        )
    agent = EngineAgent(
        generator=generator,
        tracker_store=store,
        action_endpoint=ActionEndpoint(described.action),
    )
    agent.load_model(model)
    return agent
