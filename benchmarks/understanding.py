"""How well intents and entities are understood on messages nobody trained on.

Run with ``make bench-nlu``, in the engine's environment. Writes ``benchmarks/nlu.md``.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from engine.quiet import keep_libraries_quiet

keep_libraries_quiet()

from rasa.shared.nlu.training_data.loading import load_data  # noqa: E402 - Rasa has to be quiet

from engine.components.features import normalise  # noqa: E402
from engine.models import FOLDERS, latest_model, model_name  # noqa: E402
from engine.runtime.agent import EngineAgent, load_agent  # noqa: E402
from language import name_in  # noqa: E402

PROJECT = Path(__file__).resolve().parent.parent
HELD_OUT = PROJECT / "benchmarks" / "nlu"
REPORT = PROJECT / "benchmarks" / "nlu.md"
FALLBACK = "nlu_fallback"

Span = tuple[str, int, int]


@dataclass(frozen=True)
class Outcome:
    """One message: what it is, and what was understood."""

    text: str
    intent: str
    understood: str
    likeliest: tuple[str, ...]
    """The intents in the order of their confidence, whether or not it was enough."""
    entities: frozenset[Span]
    found: frozenset[Span]
    took_ms: float
    others: tuple[str, ...] = ()
    """The intents of further wishes."""

    @property
    def right(self) -> bool:
        """Tell whether the likeliest intent is the right one."""
        return self.likeliest[:1] == (self.intent,)


@dataclass(frozen=True)
class TwoWishes:
    """How well further wishes are found, in one language."""

    two: int
    both_found: int
    one: int
    invented: int


def two_wishes(agent: EngineAgent, file: Path, language: str) -> TwoWishes:
    """Return how well the wishes are found of messages that chose no threshold."""
    conversation = agent.tracker_store.init_tracker("benchmark")
    counted = Counter[str]()
    for message in yaml.safe_load(file.read_text("utf-8"))["check"]:
        parsed = agent.processor.understand(message["text"], conversation, language=language)
        found = {parsed["intent"]["name"], *_further(parsed)}
        if len(message["wishes"]) > 1:
            counted["two"] += 1
            counted["both found"] += found == set(message["wishes"])
        else:
            counted["one"] += 1
            counted["invented"] += len(found) > 1
    return TwoWishes(counted["two"], counted["both found"], counted["one"], counted["invented"])


def _further(parsed: dict[str, Any]) -> tuple[str, ...]:
    return tuple(wish["intent"] for wish in parsed.get("wishes") or [] if wish["of_its_own"])


def understand(agent: EngineAgent, file: Path, language: str) -> list[Outcome]:
    """Return what a model makes of all messages of a file."""
    conversation = agent.tracker_store.init_tracker("benchmark")
    outcomes = []
    for example in load_data(str(file), language).intent_examples:
        text = example.get("text")
        began = time.process_time()
        parsed = agent.processor.understand(text, conversation, language=language)
        took_ms = 1000 * (time.process_time() - began)
        ranking = [one["name"] for one in parsed.get("intent_ranking", [])]
        outcomes.append(
            Outcome(
                text=text,
                intent=example.get("intent"),
                understood=parsed["intent"]["name"] or FALLBACK,
                likeliest=tuple(name for name in ranking if name != FALLBACK),
                entities=_spans(example.get("entities") or []),
                found=_spans(parsed["entities"]),
                took_ms=took_ms,
                others=_further(parsed),
            )
        )
    return outcomes


def _spans(entities: Iterable[dict[str, object]]) -> frozenset[Span]:
    return frozenset((str(e["entity"]), int(str(e["start"])), int(str(e["end"]))) for e in entities)


def trained_on() -> set[str]:
    """Return all training texts in the form in which the classifier compares them."""
    texts: set[str] = set()
    for file in (PROJECT / FOLDERS[0]).rglob("*.yml"):
        texts.update(normalise(one.get("text")) for one in load_data(str(file)).intent_examples)
    return texts


def report(
    outcomes: dict[str, list[Outcome]], wishes: dict[str, TwoWishes], known: set[str]
) -> Iterator[str]:
    """Yield the lines of the report."""
    yield "# Understanding on held-out messages"
    yield ""
    yield (
        "Written by `make bench-nlu`; `benchmarks/nlu/` says how the messages came about. Some of "
        "them, mostly very short ones, happen to stand among the training examples as well; the "
        "fourth column leaves them out."
    )
    yield ""
    yield (
        "| language | messages | intents right | right, without messages also trained on "
        "| right one among the first three | asked back | right of what was answered "
        "| ms a message |"
    )
    yield "| --- | --: | --: | --: | --: | --: | --: | --: |"
    for language, own in outcomes.items():
        fresh = [one for one in own if normalise(one.text) not in known]
        answered = [one for one in own if one.understood != FALLBACK]
        yield (
            f"| {name_in(language, 'en')} | {len(own)} | {_share(one.right for one in own)} "
            f"| {_share(one.right for one in fresh)} (of {len(fresh)}) "
            f"| {_share(one.intent in one.likeliest[:3] for one in own)} "
            f"| {_share(one.understood == FALLBACK for one in own)} "
            f"| {_share(one.right for one in answered)} "
            f"| {sum(one.took_ms for one in own) / len(own):.1f} |"
        )
    yield from ("", "## Two wishes in one message", "")
    yield (
        "The messages of `benchmarks/nlu/wishes.*.yml` that chose no threshold, and the held-out "
        "ones, nearly all of which have one wish."
    )
    yield ""
    yield (
        "| language | messages with two wishes | both found | with one that looks like two "
        "| a second one found | held-out messages | a second one found |"
    )
    yield "| --- | --: | --: | --: | --: | --: | --: |"
    for language, found in wishes.items():
        own = outcomes[language]
        yield (
            f"| {name_in(language, 'en')} | {found.two} | {found.both_found} | {found.one} "
            f"| {found.invented} | {len(own)} | {sum(bool(one.others) for one in own)} |"
        )
    for language, own in outcomes.items():
        yield from _details(name_in(language, "en"), own)


def _details(title: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield from ("", f"## {title}", "", "### Intents", "")
    yield "| intent | messages | precision | recall | F1 |"
    yield "| --- | --: | --: | --: | --: |"
    intents = sorted({one.intent for one in outcomes})
    for intent in intents:
        yield _scores(
            intent,
            expected=sum(one.intent == intent for one in outcomes),
            found=sum(one.likeliest[:1] == (intent,) for one in outcomes),
            both=sum(one.right and one.intent == intent for one in outcomes),
        )
    yield from ("", "### Entities", "")
    yield "An entity counts as found if its kind and its place are right to the character."
    yield ""
    yield "| entity | in the messages | precision | recall | F1 |"
    yield "| --- | --: | --: | --: | --: |"
    for kind in sorted({span[0] for one in outcomes for span in one.entities}):
        expected, found = Counter[bool](), Counter[bool]()
        for one in outcomes:
            expected.update(span in one.found for span in one.entities if span[0] == kind)
            found.update(span in one.entities for span in one.found if span[0] == kind)
        yield _scores(kind, expected=expected.total(), found=found.total(), both=expected[True])
    yield from ("", "### Confusion matrix", "", "Rows: what it is. Columns: what was understood.")
    yield ""
    yield from _matrix(outcomes, intents)


def _matrix(outcomes: Sequence[Outcome], intents: Sequence[str]) -> Iterator[str]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in outcomes:
        counts[one.intent][one.likeliest[0] if one.likeliest else FALLBACK] += 1
    numbers = {intent: number for number, intent in enumerate(intents, start=1)}
    yield "| | " + " | ".join(str(number) for number in numbers.values()) + " |"
    yield "| --- |" + " --: |" * len(intents)
    for intent, number in numbers.items():
        cells = " | ".join(str(counts[intent][other] or "") for other in intents)
        yield f"| {number} {intent} | {cells} |"


def _scores(name: str, *, expected: int, found: int, both: int) -> str:
    precision = both / found if found else 0.0
    recall = both / expected if expected else 0.0
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return f"| {name} | {expected} | {precision:.2f} | {recall:.2f} | {f1:.2f} |"


def _share(hits: Iterable[bool]) -> str:
    all_hits = list(hits)
    return f"{100 * sum(all_hits) / len(all_hits):.1f}%" if all_hits else "-"


def main() -> None:
    """Measure, print the summary and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, help="a model; the one of the files by default")
    options = parser.parse_args()
    model = options.model or PROJECT / "models" / f"{model_name(PROJECT)}.tar.gz"
    agent = load_agent(latest_model(model), PROJECT / "endpoints.yml")
    outcomes = {language: understand(agent, file, language) for language, file in _files("heldout")}
    wishes = {language: two_wishes(agent, file, language) for language, file in _files("wishes")}
    lines = list(report(outcomes, wishes, trained_on()))
    REPORT.write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines[: 16 + 2 * len(outcomes)]))


def _files(kind: str) -> Iterator[tuple[str, Path]]:
    """Yield the held-out files of a kind with their languages."""
    for file in sorted(HELD_OUT.glob(f"{kind}.*.yml")):
        yield file.name.split(".")[1], file


if __name__ == "__main__":
    main()
