"""Finds which inner neurons of a network matter most, so that a smaller one can start from them.

A neuron matters as much as it is active on real texts times how much it gives to the layer's
output: the largest ones are kept (as in DynaBERT, Hou et al. 2020, arXiv 2004.04037, which rewires
a network by importance before it trains narrower ones).
"""

from __future__ import annotations

from collections.abc import Sequence
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
    layers = list(network.encoder.encoder.layer)
    activity = [torch.zeros(network.shape.inner, device=network.device) for _ in layers]

    def watch(place: int) -> Any:
        def note(_module: Any, _inputs: Any, output: Any) -> None:
            activity[place].add_(output.detach().float().abs().sum((0, 1)))

        return note

    watched = [
        layer.intermediate.register_forward_hook(watch(place)) for place, layer in enumerate(layers)
    ]
    network.train(False)
    with torch.inference_mode():
        for places in batches(tokens, _BATCH):
            network.read([tokens[place] for place in places])
    for handle in watched:
        handle.remove()
    return [
        _largest(active * layer.output.dense.weight.detach().float().norm(dim=0), size)
        for active, layer in zip(activity, layers, strict=True)
    ]


def _largest(importance: Any, size: int) -> NDArray[np.int64]:
    places = torch.topk(importance, min(size, len(importance))).indices
    return np.sort(places.cpu().numpy())
