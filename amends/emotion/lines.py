"""Reads how lines of text feel, batch by batch, with a progress bar where their number is known."""

from __future__ import annotations

import codecs
import json
import os
import stat
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from amends.emotion.model import EmotionModel
from amends.errors import Invalid
from language import SUPPORTED, Identifier


def read_lines(
    file: BinaryIO, reader: EmotionModel, *, language: str | None, batch: int
) -> Iterator[str]:
    """Yield a line of JSON for each line of a file.

    Args:
        file: Where the lines come from; a bar on the standard error shows how far it is, unless
            that is a stream without an end in sight. Bytes that are not UTF-8 are replaced.
        reader: What reads them.
        language: Code of the language of all lines; None to identify each line's.
        batch: How many lines are read at once.

    Raises:
        Invalid: If the language is none that Amends speaks.
    """
    if language is not None and language not in SUPPORTED:
        raise Invalid(f"{language} is none of the languages: {' '.join(SUPPORTED)}.")
    identifier = None if language else Identifier()
    for texts in _batches(_lines(file), batch):
        languages = [language or "" for _ in texts]
        if identifier is not None:
            languages = [identifier.identify(text).language for text in texts]
        emotions = reader.read(texts, languages)
        for code, emotion in zip(languages, emotions, strict=True):
            yield json.dumps({"language": code, **emotion.to_wire()})


def progress_bar() -> Progress:
    """Return a bar on the standard error that tells done, all and the time that is left."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _lines(file: BinaryIO) -> Iterator[str]:
    """Yield the lines, which end with a line feed and with nothing else."""
    total = _count(file)
    if total is None:
        yield from map(_text, file)
        return
    with progress_bar() as bar:
        yield from map(_text, bar.track(file, total=total, description="Reading"))


def _count(file: BinaryIO) -> int | None:
    """Return how many lines a file has; None if it is a stream without an end in sight."""
    try:
        is_file = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
    except OSError:
        return None
    if not is_file:
        return None
    start = file.tell()
    total = sum(1 for _ in file)
    file.seek(start)
    return total


def _text(line: bytes) -> str:
    """Return what a line says; what is not UTF-8 in it is replaced, so that no line is lost."""
    return line.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace").rstrip("\r\n")


def _batches(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    iterator = iter(lines)
    while batch := list(islice(iterator, size)):
        yield batch
