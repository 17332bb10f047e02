"""Second opinions: what a network, and every other one that is ready, says of a picture."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from engine.job.declare import Turns
from engine.job.events import Event, Notice, Progress
from engine.job.words import EngineError, message
from engine.look.guess import Guess
from engine.models.backbones import BACKBONES
from engine.models.pictures import tensor
from engine.models.store import weights_state

if TYPE_CHECKING:
    from engine.models.network import Network


@dataclass(frozen=True, slots=True)
class Opinion:
    """What `model` sees in a picture: its most probable classes.

    Of the class in question, where it knows one of that name: the probability and the rank (1: first).
    """

    model: str
    top: tuple[Guess, ...]
    probability: float | None
    rank: int | None


def probabilities(network: Network, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A picture of any size, (H, W, 3), through the network: (classes,)."""
    device = next(network.parameters()).device
    with torch.inference_mode():
        logits = network(tensor([network.preprocessing.prepare(pixels)], device))
        found: NDArray[np.float32] = logits.softmax(dim=1)[0].cpu().numpy()
    return found


def opinion(name: str, network: Network, pixels: NDArray[np.uint8], class_: str | None = None, top: int = 5) -> Opinion:
    """What `network`, called `name`, says of a picture of any size."""
    found = probabilities(network, pixels)
    best = np.argsort(-found, kind="stable")[:top]
    guesses = tuple(Guess(network.classes[index], float(found[index])) for index in best)
    if class_ is None or class_ not in network.classes:
        return Opinion(name, guesses, None, None)
    index = network.classes.index(class_)
    return Opinion(name, guesses, float(found[index]), int((found > found[index]).sum()) + 1)


def ready_networks(*but: str) -> tuple[str, ...]:
    """The names of all backbones that answer with ImageNet's classes and whose weights are here, but those named."""
    asked = (name for name, row in BACKBONES.items() if name not in but and not row.trunk_of)
    return tuple(name for name in asked if weights_state(name) != "absent")


def each_loaded(models: Sequence[str | Path]) -> Generator[Event | tuple[str, Network], Turns, None]:
    """Each model in turn with its name, let go before the next; one that cannot be read is left out with a notice."""
    from engine.models.model import load

    for done, model in enumerate(models):
        yield Progress(done, len(models), message("note.asking", model=str(model)))
        try:
            loaded = load(model)
        except EngineError as error:
            yield Notice(message("notice.model_not_asked", model=str(model), reason=error.part("cause")))
            continue
        yield str(model), loaded


def ask(
    models: Sequence[str | Path], pixels: NDArray[np.uint8], class_: str | None
) -> Generator[Event, Turns, tuple[Opinion, ...]]:
    """Each model's opinion in turn; one that cannot be read is left out with a notice."""
    found = []
    for step in each_loaded(models):
        if isinstance(step, tuple):
            found.append(opinion(*step, pixels, class_))
        else:
            yield step
    return tuple(found)
