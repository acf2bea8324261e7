"""Trains a network batch by batch, and goes on from its latest checkpoint after an interruption."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from amends.emotion.encoder.learning_options import LearningOptions
from amends.emotion.encoder.lessons import Lesson
from amends.emotion.encoder.network import Network
from amends.emotion.encoder.objective import Objective
from amends.emotion.encoder.outputs import SHIPPED
from amends.emotion.encoder.tokens import Tokens, batches

Floats = NDArray[np.float32]

_SAVE_EVERY = 200
_BATCH_READ = 64


def learn(
    network: Network,
    objective: Objective,
    plan: Sequence[Sequence[Lesson]],
    options: LearningOptions,
    *,
    checkpoint: Path,
    seed: int,
    progress: Callable[[int, int], None],
) -> None:
    """Train the network on the batches, in order.

    Args:
        network: What is trained.
        objective: Towards what.
        plan: All texts, in batches.
        options: How.
        checkpoint: Where the state is kept from time to time; if it is there already, training
            goes on from it.
        seed: Of what is dropped at random.
        progress: Told after each step how many of how many are done.
    """
    torch.manual_seed(seed)
    optimiser = _optimiser(network, options)
    schedule = _schedule(optimiser, len(plan), options)
    start = _resume(checkpoint, network, optimiser, schedule)
    network.train(True)
    for step in range(start, len(plan)):
        lessons = plan[step]
        said, vectors = network.read([lesson.tokens for lesson in lessons])
        loss = objective.loss(said, vectors, lessons)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(
            [value for _, value in network.parameters()], options.longest_gradient
        )
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        if (step + 1) % _SAVE_EVERY == 0 or step + 1 == len(plan):
            _save(checkpoint, network, optimiser, schedule, step + 1)
        progress(step + 1, len(plan))
    network.train(False)


def read_all(
    network: Network, tokens: Sequence[Tokens], *, progress: Callable[[int, int], None]
) -> Floats:
    """Return what the network says of each text, a row each; 0 for one in which nothing is said.

    A row has `outputs.SHIPPED` numbers, then the vector from which they follow.

    Args:
        network: What reads.
        tokens: The texts.
        progress: Told after each batch how many of how many texts are read.
    """
    network.train(False)
    rows = np.zeros((len(tokens), SHIPPED + network.shape.width), dtype=np.float32)
    done = 0
    with torch.inference_mode():
        for places in batches(tokens, _BATCH_READ):
            said, vectors = network.read([tokens[place] for place in places])
            rows[places] = torch.cat([said[:, :SHIPPED], vectors], 1).float().cpu().numpy()
            done += len(places)
            progress(done, len(tokens))
    return rows


def _optimiser(network: Network, options: LearningOptions) -> Any:
    groups: dict[str, list[Any]] = {"heads": [], "vectors": [], "matrices": []}
    for name, value in network.parameters():
        kind = "heads" if name.startswith("heads.") else "vectors"
        groups[kind if value.ndim < 2 or kind == "heads" else "matrices"].append(value)  # noqa: PLR2004 - a matrix has two dimensions
    return torch.optim.AdamW(
        [
            {"params": groups["matrices"], "lr": options.rate, "weight_decay": options.decay},
            {"params": groups["vectors"], "lr": options.rate, "weight_decay": 0.0},
            {"params": groups["heads"], "lr": options.heads_rate, "weight_decay": options.decay},
        ],
        betas=(0.9, 0.98),
        fused=True,
    )


def _schedule(optimiser: Any, steps: int, options: LearningOptions) -> Any:
    rising = max(1, round(options.warm_up * steps))

    def share(step: int) -> float:
        return min((step + 1) / rising, max(0.0, (steps - step) / max(1, steps - rising)))

    return torch.optim.lr_scheduler.LambdaLR(optimiser, share)


def _save(path: Path, network: Network, optimiser: Any, schedule: Any, step: int) -> None:
    """Write a checkpoint; the one before stays until the new one is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    state = {
        "network": network.state(),
        "optimiser": optimiser.state_dict(),
        "schedule": schedule.state_dict(),
        "random": torch.get_rng_state(),
        "step": step,
    }
    torch.save(state, unfinished)
    unfinished.replace(path)


def _resume(path: Path, network: Network, optimiser: Any, schedule: Any) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True, map_location="cpu")
    network.load(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    torch.set_rng_state(state["random"])
    return int(state["step"])
