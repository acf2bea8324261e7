"""Checks before the engine takes its first message, each with a line that says what to do."""

from __future__ import annotations

from pathlib import Path

from rasa.shared.core.events import UserUttered

from engine.connector import AmendsInput
from engine.errors import Misconfigured
from engine.files import read_yaml
from engine.runtime.agent import EngineAgent, load_agent
from language import WordingError

_GREETINGS = {"en": "hello", "es": "hola, ¿dónde está mi pedido A-10001?"}


def load_all(*, model: Path, endpoints: Path, credentials: Path) -> tuple[EngineAgent, AmendsInput]:
    """Return what the server needs, ready for messages.

    Raises `Misconfigured` and `StoreUnavailable`.
    """
    channel = input_channel(credentials)
    agent = load_agent(model, endpoints)
    require_wordings(agent)
    agent.tracker_store.open()
    return agent, channel


def input_channel(credentials: Path) -> AmendsInput:
    """Return the connector, if it is what the credentials name. Raises `Misconfigured`."""
    name = f"{AmendsInput.__module__}.{AmendsInput.__qualname__}"
    named = read_yaml(credentials) or {}
    if list(named) != [name]:
        raise Misconfigured(f"{credentials} has to name {name}, and nothing else.")
    return AmendsInput.from_credentials(named[name])


def require_wordings(agent: EngineAgent) -> None:
    """Raise `Misconfigured` unless every response of the model has its wordings."""
    try:
        catalogue = agent.nlg.catalogue
    except WordingError as error:
        raise Misconfigured(str(error)) from error
    responses = agent.processor.domain.responses
    labels = {
        button["title"]
        for variations in responses.values()
        for variation in variations
        for button in variation.get("buttons") or []
    }
    missing = sorted(key for key in {*responses, *labels} if key not in catalogue)
    if missing:
        raise Misconfigured(
            f"data/wording/en.yml lacks what domain.yml needs: {', '.join(missing)}."
        )


async def warm_up(agent: EngineAgent) -> None:
    """Understand a few texts and predict once, so that the first customer does not wait."""
    for language, text in _GREETINGS.items():
        conversation = agent.tracker_store.init_tracker("warm-up")
        parsed = agent.processor.understand(text, conversation, language=language)
        conversation.update(UserUttered(text, parsed["intent"], parsed["entities"], parsed))
        agent.processor.predict_next_with_tracker(conversation)
