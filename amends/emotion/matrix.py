"""Chooses the n-grams a language's model shall know and puts texts into a sparse matrix of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from amends.emotion.features import Hashes
from amends.emotion.linear import Vocabulary


def choose_vocabulary(
    documents: Sequence[Hashes], *, important: int, size: int, rarest: int
) -> Vocabulary:
    """Return the most frequent n-grams of some texts, and how rare each is.

    Args:
        documents: The hashes of each text's n-grams.
        important: How many of the first texts rarity is counted in.
        size: The most n-grams that are kept.
        rarest: In how many texts one must occur.
    """
    hashes, frequencies = np.unique(
        np.concatenate([np.unique(document) for document in documents]), return_counts=True
    )
    order = np.argsort(-frequencies, kind="stable")[:size]
    kept = np.sort(hashes[order[frequencies[order] >= rarest]])
    bare = Vocabulary(kept, np.ones(len(kept), dtype=np.float32))
    counts = np.zeros(len(kept))
    for document in documents[:important]:
        counts[bare.find(document)[0]] += 1
    return Vocabulary(kept, (np.log((1 + important) / (1 + counts)) + 1).astype(np.float32))


def to_matrix(documents: Sequence[Hashes], vocabulary: Vocabulary) -> sparse.csr_matrix:
    """Return one row for each text and one column for each known n-gram."""
    found = [vocabulary.find(document) for document in documents]
    columns: NDArray[np.int32] = np.concatenate([places for places, _ in found]).astype(np.int32)
    values = np.concatenate([values for _, values in found])
    starts = np.cumsum([0, *(len(places) for places, _ in found)])
    return sparse.csr_matrix(
        (values, columns, starts), shape=(len(documents), len(vocabulary.hashes))
    )
