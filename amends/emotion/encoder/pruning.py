"""Finds which parts of a network matter most, so that a smaller one can start from them.

An inner neuron matters as much as it is active on real texts times how much it gives to the
layer's output, an attention head as much as the numbers of its vector do together: the largest are
kept (as in DynaBERT, Hou et al. 2020, arXiv 2004.04037, which rewires a network by importance
before it trains narrower ones).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from amends.emotion.encoder.network import Network
from amends.emotion.encoder.tokens import Tokens, batches

_BATCH = 32


def busiest_neurons(
    network: Network, tokens: Sequence[Tokens], *, size: int
) -> list[NDArray[np.int64]]:
    """Return for each layer which `size` inner neurons to keep, ascending.

    Args:
        network: The network to be made smaller.
        tokens: Some texts of the kind that it reads.
        size: How many neurons a layer keeps.
    """
    found = _importance(
        network,
        tokens,
        between=lambda layer: (layer.intermediate, layer.output.dense),
    )
    return [_largest(importance, size) for importance in found]


def busiest_heads(
    network: Network, tokens: Sequence[Tokens], *, size: int
) -> list[NDArray[np.int64]]:
    """Return for each layer the places of what its `size` heads to keep give, ascending.

    Args:
        network: The network to be made smaller.
        tokens: Some texts of the kind that it reads.
        size: How many heads a layer keeps.
    """
    width = network.shape.head_width
    found = _importance(
        network,
        tokens,
        between=lambda layer: (layer.attention.self, layer.attention.output.dense),
    )
    heads = [_largest(importance.view(-1, width).sum(1), size) for importance in found]
    return [(kept[:, None] * width + np.arange(width)).reshape(-1) for kept in heads]


def _importance(
    network: Network, tokens: Sequence[Tokens], *, between: Callable[[Any], tuple[Any, Any]]
) -> list[Any]:
    """Return for each layer how much each number matters that one module hands to another.

    Args:
        network: What is looked at.
        tokens: Some texts of the kind that it reads.
        between: Gives the two modules of a layer.
    """
    pairs = [between(layer) for layer in network.encoder.encoder.layer]
    activity = [torch.zeros(taker.weight.shape[1], device=network.device) for _, taker in pairs]

    def watch(place: int) -> Any:
        def note(_module: Any, _inputs: Any, output: Any) -> None:
            given = output[0] if isinstance(output, tuple) else output
            activity[place].add_(given.detach().float().abs().sum((0, 1)))

        return note

    watched = [giver.register_forward_hook(watch(place)) for place, (giver, _) in enumerate(pairs)]
    network.train(False)
    with torch.inference_mode():
        for places in batches(tokens, _BATCH):
            network.read([tokens[place] for place in places])
    for handle in watched:
        handle.remove()
    return [
        active * taker.weight.detach().float().norm(dim=0)
        for active, (_, taker) in zip(activity, pairs, strict=True)
    ]


def _largest(importance: Any, size: int) -> NDArray[np.int64]:
    places = torch.topk(importance, min(size, len(importance))).indices
    return np.sort(places.cpu().numpy())
