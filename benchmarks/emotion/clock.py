"""Takes one contender's time in a process of its own: `python -m benchmarks.emotion.clock --help`.

Prints one JSON object. It knows neither Amends nor torch: a contender is a function that loads and
returns another one that reads a list of texts, so that each process holds nothing but its own.
"""

from __future__ import annotations

import argparse
import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

Read = Callable[[Sequence[str]], object]

MESSAGE = (
    "I bought a coffee machine two weeks ago and it has still not arrived, there is no answer to "
    "my mail, the page says the same thing since Monday and I want it now please"
)
"""With its number 40 tokens, both marks among them, for the shipped model and the stock one."""


def main() -> None:
    """Load, read, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("contender", help="module with a function load(directory)")
    parser.add_argument("directory", help="where the model is")
    parser.add_argument("--singles", type=int, default=0, help="messages read one by one")
    parser.add_argument("--batches", type=int, default=0, help="batches read")
    parser.add_argument("--batch", type=int, default=64, help="messages in a batch")
    options = parser.parse_args()
    module = importlib.import_module(options.contender)
    wall, processor = time.perf_counter(), time.process_time()
    read: Read = module.load(options.directory)
    result: dict[str, object] = {
        "load_wall_s": time.perf_counter() - wall,
        "load_processor_s": time.process_time() - processor,
    }
    read([_text(0)])
    if options.batches:
        print("ready", flush=True)
        sys.stdin.readline()
        result |= _batches(read, options.batches, options.batch)
    if options.singles:
        result |= _singles(read, options.singles)
    print(json.dumps({**result, "rss_mb": _resident_mb()}), flush=True)


def _singles(read: Read, count: int) -> dict[str, object]:
    walls, processors = [], []
    for number in range(count):
        wall, processor = time.perf_counter(), time.process_time()
        read([_text(number)])
        processors.append((time.process_time() - processor) * 1000)
        walls.append((time.perf_counter() - wall) * 1000)
    return {
        "single_wall_ms": _middle(walls),
        "single_processor_ms": _middle(processors),
    }


def _batches(read: Read, count: int, size: int) -> dict[str, object]:
    wall, processor = time.perf_counter(), time.process_time()
    for batch in range(count):
        read([_text(batch * size + place) for place in range(size)])
    return {
        "batch_messages": count * size,
        "batch_wall_s": time.perf_counter() - wall,
        "batch_processor_s": time.process_time() - processor,
    }


def _middle(values: list[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "p95": statistics.quantiles(values, n=20)[-1]}


def _text(number: int) -> str:
    return f"{MESSAGE} {number}"


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main()
