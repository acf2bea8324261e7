from __future__ import annotations

from amends.emotion.encoder.tokens import tokenize
from amends.emotion.encoder.vocabulary import choose_pieces, make_tokenizer
from tests.unit.emotion.encoder.small_encoder import PIECES, small_tokenizer

NUMBERS = {piece.text: number for number, piece in enumerate(PIECES)}


def test_that_a_text_is_spelled_with_the_likeliest_pieces() -> None:
    assert small_tokenizer().encode("my awful order").tokens == [
        "<s>",
        "▁my",
        "▁awful",
        "▁order",
        "</s>",
    ]


def test_that_what_is_not_known_is_spelled_letter_by_letter() -> None:
    assert small_tokenizer().encode("dad").tokens == ["<s>", "▁", "d", "a", "d", "</s>"]


def test_that_no_more_tokens_are_taken_than_are_read() -> None:
    assert len(small_tokenizer().encode("my order " * 50).ids) == 12


def test_that_compatibility_forms_and_spaces_do_not_matter() -> None:
    plain = small_tokenizer().encode("my order").ids

    assert small_tokenizer().encode("\uff4d\uff59   order").ids == plain


def test_that_nothing_said_gives_no_tokens() -> None:
    assert tokenize(small_tokenizer(), ["", "  \n", "\0", "my"])[:3] == [(), (), ()]


def test_that_what_no_tokenizer_takes_is_replaced() -> None:
    assert tokenize(small_tokenizer(), ["\ud800 my"])[0]


def test_that_the_most_used_pieces_are_kept() -> None:
    kept = choose_pieces(PIECES, [("my order is awful", 1), ("my my the", 3)], size=7)

    assert kept[:4] == (0, 1, 2, 3)
    assert {NUMBERS["▁my"], NUMBERS["▁the"]} <= {*kept}
    assert NUMBERS["▁lovely"] not in kept
    assert len(kept) == 7


def test_that_letters_that_occur_are_kept_whatever_the_size() -> None:
    kept = choose_pieces(PIECES, [("my", 9), ("zq", 1)], size=5)

    assert {NUMBERS["z"], NUMBERS["q"]} <= {*kept}


def test_that_all_pieces_that_occur_are_kept_without_a_size() -> None:
    kept = choose_pieces(PIECES, [("my lovely order", 1)], size=None)

    assert [PIECES[number].text for number in kept[4:]] == ["▁lovely", "▁my", "▁order"]


def test_that_a_smaller_vocabulary_can_still_spell_what_is_gone() -> None:
    kept = choose_pieces(PIECES, [("my lovely", 1), ("l o v e l y", 1)], size=5)
    smaller = make_tokenizer([PIECES[number] for number in kept])

    assert "<unk>" not in smaller.encode("lovely").tokens
