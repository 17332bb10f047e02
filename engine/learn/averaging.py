"""Averaged weights: a running mean of the weights over the last steps, which judges better than the last ones alone."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn


class Average:
    """An exponential moving average of a module's weights (Polyak and Juditsky 1992; warm-up as in TensorFlow's)."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        """`decay`: the share of the old average that a step keeps, a fraction."""
        self.module = copy.deepcopy(module).eval().requires_grad_(False)
        self.decay = decay
        self.steps = 0

    def update(self, module: nn.Module) -> None:
        """Takes the weights of `module` into the mean; figures that are not learnt are copied."""
        import torch

        self.steps += 1
        keep = min(self.decay, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for mean, now in zip(self.module.parameters(), module.parameters(), strict=True):
                if now.requires_grad:
                    mean.lerp_(now, 1 - keep)
            for kept, current in zip(self.module.buffers(), module.buffers(), strict=True):
                kept.copy_(current)
