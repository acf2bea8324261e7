"""The sizes of an encoder, the same for training, writing and reading it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderShape:
    """How large an encoder is.

    Attributes:
        width: Length of a token's vector.
        layers: How many layers there are.
        heads: Attention heads a layer.
        head_width: Length of a token's vector in one of them.
        inner: Length of the vector between a layer's two dense parts.
        longest: How many tokens of a text are read.
    """

    width: int = 384
    layers: int = 4
    heads: int = 12
    head_width: int = 32
    inner: int = 1536
    longest: int = 96

    @property
    def attended(self) -> int:
        """Length of a token's vector in all heads of a layer."""
        return self.heads * self.head_width
