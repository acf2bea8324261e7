from __future__ import annotations

import pytest

from amends.emotion.card import CardFacts, mean_macro_f1, render_card
from amends.emotion.corpus import Corpus
from amends.emotion.datasets import Source
from amends.emotion.encoder.options import EncoderOptions
from amends.emotion.encoder.shape import EncoderShape
from amends.emotion.evaluation import Figures
from amends.emotion.model import EmotionName
from tests.unit.emotion.labelled import examples


@pytest.mark.parametrize("further", [False, True])
def test_that_the_card_gives_credit_and_every_figure(further: bool) -> None:
    figures = Figures(
        texts=7,
        emotions={name: 10.0 * place for place, name in enumerate(EmotionName)},
        sentiment=None,
        intensity=0.5,
    )
    card = render_card(
        CardFacts(
            figures={"esp": figures},
            corpora={"es": Corpus(examples(Source.BRIGHTER), examples(Source.XED))},
            options=EncoderOptions(),
            shape=EncoderShape(layers=7),
            pieces=50_321,
            further=further,
            megabytes=5.5,
        )
    )

    assert "| Spanish | esp | 7 | **25.0** | 0.0 | 10.0 |" in card
    assert "| es | 80 | brighter | 80 |" in card
    assert mean_macro_f1({"esp": figures}) == 25.0
    for credit in ("CC BY 4.0", "Apache-2.0", "MIT", "BRIGHTER", "XED", "GoEmotions"):
        assert credit in card
    assert "of 7 layers" in card
    assert "50,321 pieces" in card
    assert ("trained further" in card) is further
    assert "$" not in card
