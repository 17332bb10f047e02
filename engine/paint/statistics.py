"""The statistics of real photos, which batch norms remember: what a picture is held to so that a person knows it.

Each batch norm has kept the mean and the variance of every channel over a million photos. A picture whose channels are
far from them looks like nothing that was ever photographed (Yin et al., "Dreaming to Distill", CVPR 2020). For a
network without batch norm they were measured (`engine.paint.memory`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor, nn

from engine.models.layers import forward_hooks
from engine.paint.memory import Habit, Memory, layers_to_measure

if TYPE_CHECKING:
    from engine.models.network import Network

SHARE: Final = 4
"""One of so many layers is looked at in a step, at random: nearly as good, and far cheaper."""
_LEAST: Final = 1e-3  # added to a remembered variance: a channel that was always still is not infinitely strict
_LEAST_SHARE: Final = 1e-3  # the same of a measured one, whose scale is not known, in shares of the layer's mean


@dataclass(frozen=True, slots=True)
class Remembered:
    """A layer and what photos do there: in what enters it (batch norms), or in what it gives (`after`)."""

    module: nn.Module
    habit: Habit
    after: bool = False


class PhotoStatistics:
    """How far what went through a network lies from what photos do there; `draw` before each pass.

    `memory`: what was measured of a network without batch norm; a network with them remembers by itself.
    """

    def __init__(self, network: Network, memory: Memory | None = None) -> None:
        if memory is None:
            self.layers = dict(_batch_norms(network))
        else:
            found = layers_to_measure(network)
            self.layers = {path: Remembered(found[path], habit, after=True) for path, habit in memory.items()}
        self._drawn: frozenset[str] = frozenset()
        self._distances: list[Tensor] = []

    def draw(self, chance: Random) -> None:
        """Chooses the layers that the next pass is judged by."""
        self._distances.clear()
        if self.layers:
            self._drawn = frozenset(chance.sample(list(self.layers), max(1, len(self.layers) // SHARE)))

    def pause(self) -> None:
        """No layer is looked at in the next pass."""
        self._distances.clear()
        self._drawn = frozenset()

    def distance(self) -> Tensor | None:
        """An estimate of the sum over all layers, a scalar; None where no layer was looked at."""
        if not self._distances:
            return None
        return torch.stack(self._distances).sum() * (len(self.layers) / len(self._distances))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Within the block, passes are looked at."""
        modules = {name: layer.module for name, layer in self.layers.items()}
        with forward_hooks(modules.items(), self._leave, self._enter):
            yield

    def _enter(self, name: str, inputs: object) -> None:
        layer = self.layers[name]
        if name in self._drawn and not layer.after and isinstance(inputs, tuple):
            self._distances.append(_distance(inputs[0], layer.habit, _LEAST))

    def _leave(self, name: str, output: object) -> Tensor | None:
        """What is handed on is a copy: the layer after may overwrite it, and what was measured must stay."""
        layer = self.layers[name]
        if name not in self._drawn or not layer.after or not isinstance(output, Tensor):
            return None
        least = _LEAST_SHARE * float(layer.habit.variance.mean())
        self._distances.append(_distance(output, layer.habit, least))
        return output.clone()


def _batch_norms(network: Network) -> Iterator[tuple[str, Remembered]]:
    for path, module in network.named_modules():
        if isinstance(module, nn.BatchNorm2d) and module.running_mean is not None:
            assert module.running_var is not None
            yield path, Remembered(module, Habit(module.running_mean, module.running_var))


def _distance(activation: Tensor, habit: Habit, least: float) -> Tensor:
    """One layer's: activation (N, C, H, W) → a scalar, 0 for what photos do.

    The mean of a channel may not be another one; its spread may be less than in photos, for not everything happens in
    every picture, but not more.
    """
    deviation = (habit.variance + least).sqrt()
    spread, middle = torch.var_mean(activation, dim=(0, 2, 3), correction=0)
    off = ((middle - habit.mean) / deviation).square().mean()
    louder = ((spread + 1e-8).sqrt() / deviation - 1.0).clamp_min(0.0).square().mean()
    return off + louder
