"""Chooses which pieces of a large vocabulary are kept, and makes the tokenizer that uses them.

A vocabulary for a hundred languages is mostly dead weight for ten. What is dropped is spelled with
shorter pieces: the tokenizer is a unigram model (Kudo 2018, "Subword Regularization",
arXiv 1804.10959), which finds the likeliest way to spell a text with the pieces that it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from amends.emotion.encoder.pretrained import Piece
from amends.emotion.encoder.tokens import END, START, UNKNOWN

_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_SPACE = "\u2581"


def make_tokenizer(pieces: Sequence[Piece], *, longest: int | None = None) -> Tokenizer:
    """Return a tokenizer for these pieces, of which the first four are the special ones.

    Args:
        pieces: Its vocabulary; a token's number is a piece's place.
        longest: How many tokens of a text are taken; None for all.
    """
    tokenizer = Tokenizer(
        models.Unigram([(piece.text, piece.score) for piece in pieces], unk_id=UNKNOWN)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_SPACE, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", START), ("</s>", END)]
    )
    tokenizer.add_special_tokens(list(_SPECIAL))
    if longest is not None:
        tokenizer.enable_truncation(longest)
    return tokenizer


def choose_pieces(
    pieces: Sequence[Piece], texts: Iterable[tuple[str, int]], *, size: int | None
) -> tuple[int, ...]:
    """Return the numbers of the pieces to keep, ascending: the special ones, then by use.

    Single characters that occur are always kept, so that little becomes unknown.

    Args:
        pieces: The whole vocabulary.
        texts: Each text with how much it counts.
        size: How many to keep; None for all that occur.
    """
    counts: Counter[int] = Counter()
    tokenizer = make_tokenizer(pieces)
    counted = list(texts)
    encoded = tokenizer.encode_batch([text for text, _ in counted], add_special_tokens=False)
    for tokens, (_, weight) in zip(encoded, counted, strict=True):
        for token in tokens.ids:
            counts[token] += weight
    kept = {*range(len(_SPECIAL)), *(token for token in counts if len(pieces[token].text) == 1)}
    for token, _ in counts.most_common():
        if size is not None and len(kept) >= size:
            break
        kept.add(token)
    return tuple(sorted(kept))
