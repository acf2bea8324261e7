"""Measures how much sarcasm, and politeness that hides anger, is caught in messages and talks.

Glad words that are meant are measured beside them, so that seeing through the others does not cost
the customers who are content.

    python -m benchmarks.emotion.hidden [--model DIR] [--topics FILE] [--json] [--list]

The messages in `hidden/` were written for this, natively in ten languages, and are only measured.
Each says what a person would feel and in which tone they should be answered. The last message of
each talk is judged, after the frustration was followed over all of them as the gateway does. What
a message is about is known only with the engine's topics (`benchmarks.emotion.topics`), and only
where the engine speaks the language.

noticed: answered as something that went wrong, with care or accountably; right tone: in the one of
the two that was asked for; felt: the last message alone is read as negative, or as what a person
would feel; answered cheerfully: the worst mistake. Where the glad words are meant, noticed is the
mistake and cheerfully is right.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from amends.conversations.model import Author
from amends.conversations.unanswered import Said, count_unanswered
from amends.emotion.frustration import Frustration, update
from amends.emotion.loading import load_model
from amends.emotion.model import Emotion, EmotionModel, EmotionName, Sentiment
from amends.emotion.signal import signal_of
from amends.emotion.tone import tone_for
from amends.settings import PROJECT
from language import SUPPORTED, Tone

FOLDER = Path(__file__).parent / "hidden"
KINDS = ("sarcasm", "politeness", "sincerity")
Topics = Mapping[str, Mapping[str, str | None]]
_PAUSE = timedelta(minutes=4)
_ANSWER = "> "
_UPSET = (Tone.ACCOUNTABLE, Tone.CARING)


@dataclass(frozen=True)
class Talk:
    """One message, or several with the shop's answers between them.

    Attributes:
        feels: What a person who wrote this would feel.
        tone: In which tone the last message should be answered.
        says: The messages; what begins with `> ` is the shop's answer.
        contacts: Earlier contacts about the same issue.
    """

    language: str
    kind: str
    feels: tuple[EmotionName, ...]
    tone: Tone
    says: tuple[str, ...]
    contacts: int = 0


@dataclass(frozen=True)
class Outcome:
    """What was made of a talk."""

    talk: Talk
    emotion: Emotion
    level: float
    tone: Tone

    @property
    def right(self) -> bool:
        """Whether it would be answered in the tone that was asked for."""
        return self.tone is self.talk.tone

    @property
    def noticed(self) -> bool:
        """Whether it would be answered as something that went wrong."""
        return self.tone in _UPSET

    @property
    def mistaken(self) -> bool:
        """Whether hidden anger was not noticed, or was where there is none."""
        return self.noticed is (self.talk.tone not in _UPSET)

    @property
    def felt(self) -> bool:
        """Whether the message alone was read as what a person would feel."""
        return self.emotion.sentiment is Sentiment.NEGATIVE or bool(
            {*self.talk.feels} & {*self.emotion.present()}
        )

    @property
    def cheerful(self) -> bool:
        """Whether it would be answered cheerfully: the worst mistake, unless it was meant."""
        return self.tone is Tone.WARM


def read_talks(language: str) -> Iterator[Talk]:
    """Yield the talks of one language."""
    content = yaml.safe_load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    for kind in KINDS:
        for one in content[kind]:
            yield Talk(
                language=language,
                kind=kind,
                feels=tuple(EmotionName(name) for name in one["feels"]),
                tone=Tone(one["tone"]),
                says=tuple(one["says"]),
                contacts=one.get("contacts", 0),
            )


def follow(model: EmotionModel, talk: Talk, topics: Topics | None = None) -> Outcome:
    """Follow a talk to its last message.

    Args:
        model: Reads how the messages feel.
        talk: What is said.
        topics: What the engine takes each message for, by language.
    """
    known = (topics or {}).get(talk.language, {})
    now = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    state, said = Frustration.calm(now), list[Said]()
    for text in talk.says:
        now += _PAUSE
        if text.startswith(_ANSWER):
            said.append(Said(Author.ASSISTANT, now))
            continue
        emotion = model.read([text], [talk.language])[0]
        signal = signal_of(
            text,
            emotion,
            language=talk.language,
            intent=known.get(text),
            unanswered=count_unanswered(said, now),
            earlier_contacts=talk.contacts,
        )
        state = update(state, signal, now)
        said.append(Said(Author.CUSTOMER, now))
    return Outcome(talk, emotion, state.level, tone_for(emotion, state.level, strain=state.strain))


def shares(outcomes: list[Outcome]) -> dict[str, float]:
    """Return which shares of the talks were noticed, met in the right tone, and so on."""
    return {
        name: sum(getattr(one, name) for one in outcomes) / len(outcomes)
        for name in ("right", "noticed", "felt", "cheerful")
    }


def main() -> None:
    """Print the shares, by kind and language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=str(PROJECT / "models" / "emotion"))
    parser.add_argument("--topics", type=Path, help="what the engine takes the messages for")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--list", action="store_true", help="list what is mistaken")
    options = parser.parse_args()
    model = load_model(options.model)
    topics = json.loads(options.topics.read_text(encoding="utf-8")) if options.topics else None
    outcomes = [follow(model, talk, topics) for code in SUPPORTED for talk in read_talks(code)]
    found = {
        (kind, code): shares([one for one in outcomes if _is(one.talk, kind, code)])
        for kind in KINDS
        for code in (*SUPPORTED, "all")
    }
    if options.json:
        print(json.dumps({f"{kind}.{code}": one for (kind, code), one in found.items()}, indent=1))
        return
    table = Table("kind", "language", "noticed", "right tone", "felt", "answered cheerfully")
    for (kind, code), one in found.items():
        cells = (f"{one[name]:.0%}" for name in ("noticed", "right", "felt", "cheerful"))
        table.add_row(kind, code, *cells)
    console = Console()
    console.print(table)
    for one in [outcome for outcome in outcomes if options.list and outcome.mistaken]:
        console.print(one.talk.language, one.talk.kind, one.tone.value, one.talk.says[-1])


def _is(talk: Talk, kind: str, language: str) -> bool:
    return talk.kind == kind and language in {talk.language, "all"}


if __name__ == "__main__":
    main()
