"""Chooses the texts that the encoder learns from, and keeps a work folder to one training."""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from amends.emotion.corpus import Corpus
from amends.emotion.datasets import Example, Source
from amends.emotion.encoder.lessons import is_held_out
from amends.emotion.encoder.options import AuxiliaryOptions, EncoderOptions
from amends.emotion.encoder.splicing import splice
from amends.emotion.encoder.trained import TrainedEncoder
from amends.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Texts:
    """What is learned from: the texts held out for calibration are not among them."""

    main: tuple[Example, ...]
    auxiliary: tuple[Example, ...]
    spliced: tuple[Example, ...]

    def all(self) -> tuple[Example, ...]:
        """Return all of them; a teacher is asked in this order."""
        return (*self.main, *self.auxiliary, *self.spliced)


def choose_texts(corpora: Mapping[str, Corpus], options: EncoderOptions) -> Texts:
    """Return the texts that are learned from, the same for the same seed."""
    main: list[Example] = []
    others: dict[str, list[Example]] = defaultdict(list)
    for language, corpus in corpora.items():
        for example in (*corpus.main, *corpus.auxiliary):
            if example.source in {Source.BRIGHTER, Source.SUPPORT}:
                main.append(example)
            else:
                kind = language if example.source is Source.XED else str(example.source)
                others[kind].append(example)
    chooser = random.Random(options.seed)  # noqa: S311 - the choice of texts is no secret
    auxiliary = [
        example
        for kind, examples in sorted(others.items())
        for example in chooser.sample(examples, _wanted(kind, len(examples), options.auxiliary))
    ]
    learned = tuple(example for example in main if not is_held_out(example))
    return Texts(learned, tuple(auxiliary), splice(learned, options.splices, seed=options.seed))


def _wanted(kind: str, there: int, options: AuxiliaryOptions) -> int:
    if kind in options.left_out:
        return 0
    return min(there, options.comments if kind == Source.GOEMOTIONS else options.lines)


def claim(
    work: Path, texts: Texts, options: EncoderOptions, *, start: TrainedEncoder | None = None
) -> None:
    """Note in the work folder what it is for, or make sure that it is for the same.

    Args:
        work: The folder; it is made if it is not there.
        texts: What is learned from.
        options: How.
        start: What is trained further, if it is not a new training.

    Raises:
        ConfigurationError: If it is for something else.
    """
    digest = hashlib.sha256()
    for example in texts.all():
        digest.update(example.text.encode("utf-8", "replace") + b"\0")
    for name, values in sorted(start.weights.items() if start else ()):
        digest.update(name.encode() + values.tobytes())
    wanted = {"options": asdict(options), "content": digest.hexdigest()}
    path = work / "training.json"
    text = json.dumps(wanted, indent=1)
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise ConfigurationError(
            f"{work} holds a training with other options or other texts, or from another start. "
            "Remove it, or name another folder with --work."
        )
    work.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
