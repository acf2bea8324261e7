"""The console's colours against WCAG 2.2, success criterion 1.4.3: at least 4.5 to 1 for text."""

from __future__ import annotations

import re

import pytest

from amends.settings import PROJECT

TOKENS = (PROJECT / "amends/console/static/css/tokens.css").read_text("utf-8")
PAIR = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);")
COLOURS = {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS)}

WRITTEN_ON = [
    *((ink, ground) for ink in ("ink", "muted") for ground in ("canvas", "surface", "raised")),
    *((ink, ground) for ink in ("ink", "muted") for ground in ("sunken", "bubble", "accent-soft")),
    *((ink, "note") for ink in ("ink", "muted")),
    ("accent-deep", "surface"),
    ("accent-deep", "accent-soft"),
    ("on-accent", "accent"),
    ("good", "good-soft"),
    ("warn", "warn-soft"),
    ("warn", "surface"),
    ("warn", "accent-soft"),
    ("bad", "bad-soft"),
    ("bad", "surface"),
    ("human", "human-soft"),
    ("surface", "human"),
    ("surface", "ink"),
    *((f"step-{step}", ground) for step in range(4) for ground in ("surface", "accent-soft")),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), WRITTEN_ON)
def test_that_text_stands_out_from_its_ground(ink: str, ground: str, scheme: int) -> None:
    one, other = luminance(COLOURS[ink][scheme]), luminance(COLOURS[ground][scheme])
    contrast = (max(one, other) + 0.05) / (min(one, other) + 0.05)
    assert contrast >= 4.5, f"{contrast:.2f}"
