from __future__ import annotations

from pathlib import Path

import pytest

from amends.customers.aspects import Aspects
from amends.customers.model import Aspect
from amends.errors import ConfigurationError
from amends.settings import PROJECT

ASPECTS = Aspects.load(PROJECT)


@pytest.mark.parametrize(
    ("language", "question", "aspects"),
    [
        ("en", "is it waterproof", (Aspect.WATER,)),
        ("en", "how long is the warranty", (Aspect.WARRANTY,)),
        ("en", "does it work with alexa", (Aspect.COMPATIBILITY,)),
        ("en", "what colours does it come in", (Aspect.STOCK,)),
        ("en", "does it float, and how long does the battery last?", (Aspect.WATER, Aspect.POWER)),
        ("en", "tell me about it", (Aspect.FEATURES,)),
        ("es", "cuánto cuesta", (Aspect.PRICE,)),
        ("es", "¿Tiene garantía?", (Aspect.WARRANTY,)),
        ("es", "se puede meter en el lavavajillas", (Aspect.CARE,)),
        ("es", "cuánto mide", (Aspect.SIZE,)),
        ("es", "tienen cancelación de ruido", (Aspect.FEATURES,)),
        ("en", "does it bite", ()),
        ("ja", "防水ですか", ()),
    ],
)
def test_that_a_question_says_what_it_is_about(
    language: str, question: str, aspects: tuple[Aspect, ...]
) -> None:
    assert ASPECTS.of(question, language) == aspects


def test_that_a_broken_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "aspects"
    folder.mkdir(parents=True)
    (folder / "en.yml").write_text("flavour: [sweet]")
    with pytest.raises(ConfigurationError, match=r"en\.yml is broken"):
        Aspects.load(tmp_path)
