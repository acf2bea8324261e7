from __future__ import annotations

from pathlib import Path

import pytest

from amends.emotion.model import Sentiment
from amends.emotion.support_data import LANGUAGES, read_support
from amends.emotion.told import told_before

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("language", "text", "times"),
    [
        ("en", "For the THIRD time, where is my parcel?", 2),
        ("en", "this is my 4th e-mail about the invoice", 3),
        ("en", "I have written to you six times", 6),
        ("es", "Escribo por quinta vez.", 4),
        ("es", "se lo he dicho 3 veces", 3),
        ("es", "por tercera vez reclamo mi compra", 2),
        ("fr", "Je vous l'ai dit trois fois", 3),
        ("de", "Ich frage zum 3. Mal nach meinem Geld", 2),
        ("de", "habe fünfmal angerufen", 5),
        ("pt", "pela segunda vez peço ajuda", 1),
        ("it", "ve l'ho già spiegato", 1),
        ("ar", "أكتب إليكم للمرة الخامسة", 4),
        ("hi", "पांचवीं बार लिख रहा हूँ", 4),
        ("zh", "这是第3次来问了", 2),
        ("ja", "問い合わせは五回目です", 4),
        ("ja", "何度も電話しました", 4),
        ("en", "third time I have bought this lamp, and it is broken again", 1),
        ("es", "es la segunda vez que lo compro y llega otra vez roto", 1),
        ("fr", "encore en retard, votre livreur", 1),
        ("de", "Die Pumpe ist wieder kaputt", 1),
        ("pt", "veio errado de novo", 1),
        ("it", "la lampada è di nuovo rotta", 1),
        ("ar", "وصل الجهاز تالفا، ثم البديل تالف مرة أخرى", 1),
        ("hi", "नया वाला भी फिर से ख़राब निकला", 1),
        ("zh", "换的新杯子又碎了", 1),
        ("ja", "交換品がまた壊れていました", 1),
    ],
)
def test_that_customers_are_believed_how_often_they_asked(
    language: str, text: str, times: int
) -> None:
    assert told_before(text, language) == times


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I bought two lamps and three chairs"),
        ("en", "is it sold in the third store in London?"),
        ("en", "second floor please"),
        ("es", "quiero dos sillas"),
        ("fr", "deux tables, s'il vous plaît"),
        ("de", "der dritte Stock, bitte"),
        ("ja", "二つください"),
        ("en", "third time I have bought this tea"),
        ("es", "es la segunda vez que compro aquí"),
        ("fr", "la troisième fois que j'achète chez vous"),
        ("de", "zum zweiten Mal gekauft"),
        ("pt", "pela terceira vez comprei aqui"),
        ("it", "la terza volta che compro da voi"),
        ("ar", "للمرة الثالثة أشتري منكم"),
        ("hi", "तीसरी बार ख़रीदा"),
        ("pt", "segunda compra e mais uma vez tudo certo"),
        ("es", "tercera compra y una vez más todo perfecto"),
        ("hi", "चौथी बार मंगवाया और बढ़िया निकला"),
        ("zh", "第三次购买"),
        ("ja", "三回目の購入です"),
        ("en", "It was broken, now it works again. Thank you!"),
        ("de", "Die Lampe leuchtet wieder, danke"),
        ("en", ""),
        ("xx", "for the third time"),
        (None, "for the third time"),
    ],
)
def test_that_other_numbers_are_no_complaint(language: str | None, text: str) -> None:
    assert told_before(text, language) == 0


def test_that_messages_that_are_not_negative_never_tell_of_earlier_ones() -> None:
    support = [
        (example.language, example.text)
        for language in LANGUAGES
        for example in read_support(language)
        if example.sentiment is not Sentiment.NEGATIVE
    ]
    tested = [
        (language, text)
        for kind, language, text in (
            line.split("\t")
            for line in (HERE / "support_messages.tsv").read_text("utf-8").splitlines()
        )
        if kind in {"plain", "thanks"}
    ]

    assert [text for language, text in support + tested if told_before(text, language)] == []
