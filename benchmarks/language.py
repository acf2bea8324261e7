"""Measures language identification against lingua alone and langdetect alone.

Usage: python -m benchmarks.language DATA [--nlu data/nlu] [--texts 300]

DATA is a folder with the public sets BRIGHTER (`brighter/track_a/{train,dev}/<lang>.csv`) and XED
(`xed/Projections/<lang>-projections.tsv`, `xed/AnnotatedData/<lang>-annotated.tsv`). Texts are
grouped by length in words (two characters count as one in Chinese and Japanese). Every text is
judged without a prior, with its own language as the prior (a conversation that goes on), and with
each other supported language as the prior (a customer who changes language in one message). For a
language that Amends does not speak, the prior is English.

The sets are noisy: subtitles of one to three words are often a name or an `OK`, and some lines are
not in the language of their file.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import statistics
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import yaml
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from lingua import IsoCode639_1, LanguageDetectorBuilder

from language import DEFAULT, SUPPORTED, Identifier
from language.cleaning import words_of
from language.names import base_code

BRIGHTER: dict[str, tuple[str, ...]] = {
    "en": ("eng",), "es": ("esp",), "de": ("deu",), "pt": ("ptbr",), "hi": ("hin",),
    "zh": ("chn",), "ar": ("arq",), "ru": ("rus",),
}  # fmt: skip
XED: dict[str, tuple[str, ...]] = {
    "es": ("es",), "fr": ("fr",), "de": ("de",), "pt": ("pt", "br"), "it": ("it",),
    "ar": ("ar",), "zh": ("cn", "zh"), "ja": ("ja",), "nl": ("nl",), "ru": ("ru",),
}  # fmt: skip
XED_ANNOTATED = ("en", "fi")
LENGTHS = ("1-3", "4-8", "9+")
CLOSE_PAIRS = (("pt", "es"), ("es", "pt"), ("it", "es"), ("es", "it"), ("pt", "it"), ("it", "pt"))
_ANONYMISED = re.compile(r"\[[A-Z_]+\]|<[a-z_]+>")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

Judge = Callable[[str, str | None], str]


@dataclass(frozen=True)
class Sample:
    """A text whose language is known."""

    language: str
    length: str
    text: str


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--nlu", type=Path, help="a folder of training examples, data/nlu")
    arguments.add_argument("--texts", type=int, default=300, help="of each language and length")
    arguments.add_argument(
        "--half", type=int, choices=(0, 1), default=1,
        help="0 is the half that weights were fitted to, 1 the one held out",
    )  # fmt: skip
    options = arguments.parse_args()

    builders = {"Amends": amends, "lingua": lingua_alone, "langdetect": langdetect_alone}
    for name, build in builders.items():
        print_cost(name, build)
    judges = {name: build() for name, build in builders.items()}
    samples = sample(read_all(options.data), options.texts, options.half)
    print_accuracy(samples, judges)
    print_confusion(samples, judges)
    print_changes(samples, judges["Amends"])
    print_times(samples, judges)
    if options.nlu:
        print_nlu(options.nlu, judges)


def amends() -> Judge:
    """Return Amends' own identifier; an outside language is marked as such."""
    identifier = Identifier()

    def judge(text: str, prior: str | None) -> str:
        found = identifier.identify(text, prior=prior)
        return f"outside {found.outside}" if found.outside else found.language

    return judge


def lingua_alone() -> Judge:
    """Return lingua restricted to the ten languages, as its documentation advises."""
    codes = [IsoCode639_1.from_str(code) for code in SUPPORTED]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    detector = builder.with_preloaded_language_models().build()

    def judge(text: str, prior: str | None) -> str:  # noqa: ARG001 - lingua takes no prior
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else ""

    return judge


def langdetect_alone() -> Judge:
    """Return langdetect with all of its languages and a fixed seed."""
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)

    def judge(text: str, prior: str | None) -> str:  # noqa: ARG001 - langdetect takes no prior
        detector = factory.create()
        detector.seed = 0
        detector.append(text)
        try:
            found = base_code(detector.detect())
        except LangDetectException:
            return ""
        return found if found in SUPPORTED else f"outside {found}"

    return judge


def print_cost(name: str, build: Callable[[], Judge]) -> None:
    """Print the time and memory that a judge takes to load, measured in a process of its own."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        seconds, megabytes = pool.submit(cost_of, build).result()
    print(f"{name}: loads in {seconds:.1f} s, takes {megabytes:.0f} MB")


def cost_of(build: Callable[[], Judge]) -> tuple[float, float]:
    """Return the seconds and megabytes that building a judge and its first answer take."""
    before, start = resident_megabytes(), time.perf_counter()
    judge = build()
    judge("Where is my order? It should have been here yesterday.", None)
    return time.perf_counter() - start, resident_megabytes() - before


def resident_megabytes() -> float:
    """Return the resident memory of this process; Linux only."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found.group(1)) / 1000 if found else 0.0


def read_all(data: Path) -> Iterator[tuple[str, str]]:
    """Yield the language and text of every line of the public sets."""
    for language, names in BRIGHTER.items():
        for name in names:
            for part in ("train", "dev"):
                path = data / "brighter" / "track_a" / part / f"{name}.csv"
                with path.open(encoding="utf-8") as file:
                    yield from ((language, row["text"]) for row in csv.DictReader(file))
    for language, names in XED.items():
        for name in names:
            yield from lines(data / "xed" / "Projections" / f"{name}-projections.tsv", language)
    for language in XED_ANNOTATED:
        yield from lines(data / "xed" / "AnnotatedData" / f"{language}-annotated.tsv", language)


def lines(path: Path, language: str) -> Iterator[tuple[str, str]]:
    """Yield the first column of a file of tab-separated values."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield language, line.partition("\t")[0]


def sample(texts: Iterable[tuple[str, str]], most: int, half: int) -> list[Sample]:
    """Pick texts of each language and length from one half, the same ones at every run."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for language, raw in texts:
        text = _ANONYMISED.sub("", raw).strip(' -"\n')
        length = length_of(text)
        if length and zlib.crc32(text.encode()) % 2 == half:
            found[language, length].add(text)
    picked = []
    for (language, length), pool in sorted(found.items()):
        chosen = sorted(pool)
        random.Random(5).shuffle(chosen)  # noqa: S311 - a sample, not a secret
        picked += [Sample(language, length, text) for text in chosen[:most]]
    return picked


def length_of(text: str) -> str | None:
    """Return the group of a text by its number of words; None without a word."""
    words = len(_CJK.findall(text)) // 2 or len(words_of(text))
    if not words:
        return None
    return LENGTHS[0] if words <= 3 else LENGTHS[1] if words <= 8 else LENGTHS[2]


def share(samples: list[Sample], right: Callable[[Sample], bool]) -> str:
    """Return the percentage of samples for which something holds."""
    if not samples:
        return "    -"
    return f"{100 * sum(map(right, samples)) / len(samples):5.1f}"


def is_right(judge: Judge, *, with_prior: bool = False) -> Callable[[Sample], bool]:
    """Return a test whether a judge finds the language of a sample."""

    def right(sample: Sample) -> bool:
        own = sample.language if sample.language in SUPPORTED else DEFAULT
        answer = judge(sample.text, own if with_prior else None)
        if sample.language in SUPPORTED:
            return answer == sample.language
        return answer == f"outside {sample.language}"

    return right


def is_taken_for(language: str, judge: Judge) -> Callable[[Sample], bool]:
    """Return a test whether a judge takes a sample for a given language."""
    return lambda sample: judge(sample.text, None) == language


def is_followed(judge: Judge, *, before: str) -> Callable[[Sample], bool]:
    """Return a test whether a judge follows a sample that comes after another language."""
    return lambda sample: judge(sample.text, before) == sample.language


def print_accuracy(samples: list[Sample], judges: dict[str, Judge]) -> None:
    """Print the share of right answers for each language and length."""
    print("\nRight answers in %, by length in words")
    print("language words texts  Amends  with prior  lingua  langdetect")
    for language in (*SUPPORTED, "nl", "fi", "ru"):
        for length in LENGTHS:
            group = [s for s in samples if (s.language, s.length) == (language, length)]
            print(
                f"{language:8} {length:5} {len(group):5}"
                f"   {share(group, is_right(judges['Amends']))}"
                f"       {share(group, is_right(judges['Amends'], with_prior=True))}"
                f"   {share(group, is_right(judges['lingua']))}"
                f"       {share(group, is_right(judges['langdetect']))}"
            )


def print_confusion(samples: list[Sample], judges: dict[str, Judge]) -> None:
    """Print how often close languages are taken for each other, without a prior."""
    print("\nTaken for a close language, in %, without a prior (words: 1-3, 4-8, 9+)")
    for actual, taken in CLOSE_PAIRS:
        cells = []
        for name, judge in judges.items():
            shares = []
            for length in LENGTHS:
                group = [s for s in samples if (s.language, s.length) == (actual, length)]
                shares.append(share(group, is_taken_for(taken, judge)))
            cells.append(f"{name} {' '.join(shares)}")
        print(f"{actual} as {taken}:  " + "   ".join(cells))


def print_changes(samples: list[Sample], judge: Judge) -> None:
    """Print how many messages of a customer who changes language are followed at once."""
    print("\nChanges of language followed with the first message, in %, by the language before")
    print("to \\ from words  " + "     ".join(SUPPORTED))
    for language in SUPPORTED:
        for length in LENGTHS:
            group = [s for s in samples if (s.language, s.length) == (language, length)]
            row = [
                "    -" if before == language else share(group, is_followed(judge, before=before))
                for before in SUPPORTED
            ]
            print(f"{language:9} {length:5} {'  '.join(row)}")


def print_times(samples: list[Sample], judges: dict[str, Judge]) -> None:
    """Print the time a text takes."""
    print("\nMilliseconds a text: median, 95th percentile, longest")
    for name, judge in judges.items():
        taken = []
        for one in samples:
            start = time.perf_counter()
            judge(one.text, None)
            taken.append(1000 * (time.perf_counter() - start))
        percentiles = statistics.quantiles(taken, n=20)
        print(f"{name:10} {percentiles[9]:6.3f} {percentiles[18]:6.3f} {max(taken):6.3f}")


def print_nlu(folder: Path, judges: dict[str, Judge]) -> None:
    """Print the share of right answers on the assistant's own training examples."""
    print("\nRight answers in % on customers' messages (training examples)")
    for own in sorted(path for path in folder.iterdir() if path.is_dir()):
        texts = [text for path in sorted(own.glob("*.yml")) for text in examples(path)]
        for length in LENGTHS:
            group = [Sample(own.name, length, t) for t in texts if length_of(t) == length]
            cells = [f"{name} {share(group, is_right(judge))}" for name, judge in judges.items()]
            kept = share(group, is_right(judges["Amends"], with_prior=True))
            print(f"{own.name} {length:4} {len(group):5}  {'  '.join(cells)}  with prior {kept}")


def examples(path: Path) -> Iterator[str]:
    """Yield the examples of a Rasa NLU file as a customer would type them."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for block in content.get("nlu", ()):
        for line in str(block.get("examples", "")).splitlines():
            text = re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})", r"\1", line.strip(" -"))
            if text:
                yield text


if __name__ == "__main__":
    main()
