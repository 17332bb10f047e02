"""Update rules: how a gradient moves a canvas uphill. UPDATES is the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import torch
from torch import Tensor

Move: TypeAlias = Callable[[Tensor, float], None]
"""Moves the values it was made for along a gradient (of their shape) at a rate."""

_MOMENTUM: Final = 0.5
_INERTIA: Final = 0.75  # of signs


def _adam(values: Tensor) -> Move:
    """Adam (Kingma and Ba, 2014); the rate is its learning rate."""
    return _led(torch.optim.Adam([values], maximize=True), values)


def _nadam(values: Tensor) -> Move:
    """Adam with Nesterov's look ahead (Dozat, 2016)."""
    return _led(torch.optim.NAdam([values], maximize=True), values)


def _led(optimiser: torch.optim.Optimizer, values: Tensor) -> Move:
    def move(gradient: Tensor, rate: float) -> None:
        optimiser.param_groups[0]["lr"] = rate
        values.grad = gradient
        optimiser.step()
        values.grad = None

    return move


def _ascent(values: Tensor) -> Move:
    """Plain gradient ascent."""

    def move(gradient: Tensor, rate: float) -> None:
        with torch.no_grad():
            values.add_(gradient, alpha=rate)

    return move


def _sign(values: Tensor) -> Move:
    """Each value moves by `rate`, whatever the size of its gradient (Goodfellow et al., 2014)."""

    def move(gradient: Tensor, rate: float) -> None:
        with torch.no_grad():
            values.add_(gradient.sign(), alpha=rate)

    return move


def _direction(values: Tensor) -> Move:
    """Each picture moves by `rate` in L2, along its gradient."""

    def move(gradient: Tensor, rate: float) -> None:
        with torch.no_grad():
            values.add_(_unit(gradient), alpha=rate)

    return move


def _smooth_direction(values: Tensor) -> Move:
    """As `direction`, along a running mean of the gradients' directions."""
    mean = torch.zeros_like(values, requires_grad=False)

    def move(gradient: Tensor, rate: float) -> None:
        with torch.no_grad():
            mean.mul_(_MOMENTUM).add_(_unit(gradient), alpha=1.0 - _MOMENTUM)
            mean.copy_(_unit(mean))
            values.add_(mean, alpha=rate)

    return move


def _smooth_sign(values: Tensor) -> Move:
    """As `sign`, of a running mean of the gradients, each divided by its mean size (Dong et al., 2017)."""
    mean = torch.zeros_like(values, requires_grad=False)

    def move(gradient: Tensor, rate: float) -> None:
        with torch.no_grad():
            sizes = gradient.abs().flatten(1).mean(dim=1).clamp_min(1e-20)
            mean.mul_(_INERTIA).add_(gradient / sizes.view(-1, *[1] * (gradient.dim() - 1)), alpha=1.0 - _INERTIA)
            values.add_(mean.sign(), alpha=rate)

    return move


def _momentum_sign(values: Tensor) -> Move:
    """As `sign`, of the sum of all gradients so far, each divided by its mean size (Dong et al., 2018, decay 1)."""
    total = torch.zeros_like(values, requires_grad=False)

    def move(gradient: Tensor, rate: float) -> None:
        with torch.no_grad():
            sizes = gradient.abs().flatten(1).mean(dim=1).clamp_min(1e-20)
            total.add_(gradient / sizes.view(-1, *[1] * (gradient.dim() - 1)))
            values.add_(total.sign(), alpha=rate)

    return move


def _unit(gradient: Tensor) -> Tensor:
    lengths = gradient.flatten(1).norm(dim=1).clamp_min(1e-20)
    unit: Tensor = gradient / lengths.view(-1, *[1] * (gradient.dim() - 1))
    return unit


UPDATES: Final[dict[str, Callable[[Tensor], Move]]] = {
    "adam": _adam,
    "nadam": _nadam,
    "ascent": _ascent,
    "sign": _sign,
    "direction": _direction,
    "smooth_direction": _smooth_direction,
    "smooth_sign": _smooth_sign,
    "momentum_sign": _momentum_sign,
}
