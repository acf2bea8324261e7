"""Says what the dialogue engine takes the messages in `hidden/` for, in the engine's environment.

engine/.venv/bin/python -m benchmarks.emotion.topics > topics.json
python -m benchmarks.emotion.hidden --topics topics.json
"""

from __future__ import annotations

import json
from pathlib import Path

from engine.quiet import keep_libraries_quiet

keep_libraries_quiet()

import yaml  # noqa: E402 - Rasa has to be quiet

from engine.models import latest_model  # noqa: E402
from engine.runtime.agent import load_agent  # noqa: E402

PROJECT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "es")
"""The languages that the engine is trained in."""


def main() -> None:
    """Print the intent of each message, by language."""
    agent = load_agent(latest_model(PROJECT / "models"), PROJECT / "endpoints.yml")
    conversation = agent.tracker_store.init_tracker("benchmark")
    said: dict[str, dict[str, str | None]] = {}
    for language in LANGUAGES:
        file = PROJECT / "benchmarks" / "emotion" / "hidden" / f"{language}.yml"
        kinds = yaml.safe_load(file.read_text(encoding="utf-8"))
        texts = [text for talks in kinds.values() for talk in talks for text in talk["says"]]
        said[language] = {
            text: agent.processor.understand(text, conversation, language=language)["intent"][
                "name"
            ]
            for text in texts
            if not text.startswith("> ")
        }
    print(json.dumps(said, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
