"""The encoder as PyTorch trains it: a BERT model, a mean over tokens, and linear heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertConfig, BertModel

from amends.emotion.encoder.outputs import SHIPPED, TRAINED
from amends.emotion.encoder.shape import EncoderShape
from amends.emotion.encoder.tokens import PADDING, pad

Floats = NDArray[np.float32]

_PLACES = "embeddings.position_embeddings.weight"
_WORDS = "embeddings.word_embeddings.weight"
_HEADS = "heads."
_DROPOUT = 0.1


@dataclass(frozen=True, slots=True)
class Network:
    """What is trained.

    Attributes:
        shape: The encoder's sizes.
        encoder: A `BertModel` without its pooler.
        heads: A linear layer from a text's vector to `outputs.TRAINED` numbers.
        device: Where both are.
    """

    shape: EncoderShape
    encoder: Any
    heads: Any
    device: str

    def parameters(self) -> list[tuple[str, Any]]:
        """Return all that is trained, by name."""
        return [
            *self.encoder.named_parameters(),
            *((f"{_HEADS}{name}", value) for name, value in self.heads.named_parameters()),
        ]

    def train(self, training: bool) -> None:
        """Say whether it is being trained, in which case some values are dropped at random."""
        self.encoder.train(training)

    def read(self, tokens: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        """Return for each text `outputs.TRAINED` numbers, and the vector that they follow from.

        A GPU calculates in 16 bits. A processor does not: those that can are not faster at it, and
        others twenty-five times slower.
        """
        ids, mask = (torch.from_numpy(part).to(self.device) for part in pad(tokens))
        with torch.autocast(self.device, torch.bfloat16, enabled=self.device == "cuda"):
            hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        own = mask.unsqueeze(-1).float()
        mean = (hidden.float() * own).sum(1) / own.sum(1)
        dropped = torch.nn.functional.dropout(mean, _DROPOUT, self.encoder.training)
        return self.heads(dropped), mean

    def state(self) -> dict[str, Any]:
        """Return all tensors by name."""
        heads = {f"{_HEADS}{name}": value for name, value in self.heads.state_dict().items()}
        return {**self.encoder.state_dict(), **heads}

    def load(self, state: Mapping[str, Any]) -> None:
        """Take over what `state` returned."""
        self.encoder.load_state_dict(
            {name: value for name, value in state.items() if not name.startswith(_HEADS)}
        )
        self.heads.load_state_dict(
            {
                name.removeprefix(_HEADS): value
                for name, value in state.items()
                if name.startswith(_HEADS)
            }
        )

    def arrays(self) -> dict[str, Floats]:
        """Return all tensors by name, as arrays."""
        return {
            name: np.asarray(value.detach().float().cpu().numpy(), dtype=np.float32)
            for name, value in self.state().items()
        }

    def shipped_weights(self) -> dict[str, Floats]:
        """Return what ships, as arrays: without the heads that serve training only."""
        weights = self.arrays()
        for name in (f"{_HEADS}weight", f"{_HEADS}bias"):
            weights[name] = weights[name][:SHIPPED]
        weights[_PLACES] = weights[_PLACES][: self.shape.longest]
        return weights


@dataclass(frozen=True, slots=True)
class Origin:
    """What a network starts from: parts of a larger one.

    Attributes:
        weights: The larger one's tensors; its heads are taken over if they are there.
        rows: Which rows of its embedding become the new tokens.
        layers: Which of its layers become the new ones.
        neurons: Of each of its layers, which inner neurons are kept; None for all.
        attended: Of each of its layers, which numbers that its attention heads give are kept; None
            for all.
    """

    weights: Mapping[str, Floats]
    rows: Sequence[int]
    layers: Sequence[int]
    neurons: Sequence[NDArray[np.int64]] | None = None
    attended: Sequence[NDArray[np.int64]] | None = None


def make_network(shape: EncoderShape, origin: Origin) -> Network:
    """Return a network of the given sizes that starts from parts of a larger one."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    config = BertConfig(
        vocab_size=len(origin.rows),
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.width // shape.head_width,
        intermediate_size=shape.inner,
        max_position_embeddings=len(origin.weights[_PLACES]),
        type_vocab_size=len(origin.weights["embeddings.token_type_embeddings.weight"]),
        pad_token_id=PADDING,
    )
    encoder: Any = BertModel(config, add_pooling_layer=False)
    if shape.attended != shape.width:
        for layer in encoder.encoder.layer:
            _narrow_attention(layer.attention, shape)
    network = Network(
        shape=shape,
        encoder=encoder.to(device),
        heads=torch.nn.Linear(shape.width, TRAINED).to(device),
        device=device,
    )
    network.load({**network.state(), **_chosen(origin)})
    return network


def _chosen(origin: Origin) -> dict[str, Any]:
    numbers = {old: new for new, old in enumerate(origin.layers)}
    chosen = {}
    for name, values in origin.weights.items():
        if name.startswith("encoder.layer."):
            _, _, layer, rest = name.split(".", 3)
            if int(layer) in numbers:
                kept = _keep(values, rest, int(layer), origin)
                chosen[f"encoder.layer.{numbers[int(layer)]}.{rest}"] = kept
        else:
            chosen[name] = values[list(origin.rows)] if name == _WORDS else values
    return {name: torch.tensor(values) for name, values in chosen.items()}


def _narrow_attention(attention: Any, shape: EncoderShape) -> None:
    """Give an attention so many heads, which BERT's own shape cannot say unless they fill it."""
    for part in ("query", "key", "value"):
        setattr(attention.self, part, torch.nn.Linear(shape.width, shape.attended))
    attention.output.dense = torch.nn.Linear(shape.attended, shape.width)


def _keep(values: Floats, part: str, layer: int, origin: Origin) -> Floats:
    """Return what is kept of one of a layer's tensors: rows that give, or columns that take."""
    if part.startswith("attention.self."):
        return values if origin.attended is None else values[origin.attended[layer]]
    if part == "attention.output.dense.weight":
        return values if origin.attended is None else values[:, origin.attended[layer]]
    if part.startswith("intermediate.dense."):
        return values if origin.neurons is None else values[origin.neurons[layer]]
    if part == "output.dense.weight":
        return values if origin.neurons is None else values[:, origin.neurons[layer]]
    return values
