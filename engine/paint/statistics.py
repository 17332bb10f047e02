"""The statistics of real photos, which batch norms remember: what a picture is held to so that a person knows it.

Each batch norm has kept the mean and the variance of every channel over a million photos. A picture whose channels are
far from them looks like nothing that was ever photographed (Yin et al., "Dreaming to Distill", CVPR 2020).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor, nn

from engine.models.layers import forward_hooks

if TYPE_CHECKING:
    from engine.models.network import Network

SHARE: Final = 4
"""One of so many layers is looked at in a step, at random: nearly as good, and far cheaper."""
_LEAST: Final = 1e-3  # added to a remembered variance: a channel that was always still is not infinitely strict


class PhotoStatistics:
    """How far what went through a network lies from what its batch norms remember; `draw` before each pass."""

    def __init__(self, network: Network) -> None:
        found = ((name, module) for name, module in network.named_modules() if isinstance(module, nn.BatchNorm2d))
        self.layers = {name: module for name, module in found if module.running_mean is not None}
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
        with forward_hooks(self.layers.items(), lambda _name, _output: None, self._enter):
            yield

    def _enter(self, name: str, inputs: object) -> None:
        if name in self._drawn and isinstance(inputs, tuple):
            self._distances.append(_distance(inputs[0], self.layers[name]))


def _distance(activation: Tensor, remembered: nn.Module) -> Tensor:
    """One layer's: activation (N, C, H, W) → a scalar, 0 for what photos do.

    The mean of a channel may not be another one; its spread may be less than in photos, for not everything happens in
    every picture, but not more.
    """
    mean, variance = remembered.running_mean, remembered.running_var
    assert isinstance(mean, Tensor)
    assert isinstance(variance, Tensor)
    deviation = (variance + _LEAST).sqrt()
    spread, middle = torch.var_mean(activation, dim=(0, 2, 3), correction=0)
    off = ((middle - mean) / deviation).square().mean()
    louder = ((spread + 1e-8).sqrt() / deviation - 1.0).clamp_min(0.0).square().mean()
    return off + louder
