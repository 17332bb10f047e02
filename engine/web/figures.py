"""Weights as 8-bit figures, each output channel with a scale of its own: a quarter of the room, hardly less exact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

_MOST = 127


@dataclass(frozen=True, slots=True)
class Figures:
    """The weights of one layer. `weights`: (outputs, inputs × kernel), int8; `scales`, `biases`: (outputs,), float32.

    A weight is its 8-bit figure times the scale of its output.
    """

    weights: Tensor
    scales: Tensor
    biases: Tensor


def in_eight_bits(weight: Tensor, bias: Tensor) -> Figures:
    """The weights (outputs, …) of a layer in 255 steps between the largest and its opposite, per output.

    What rounding adds to the weights of an output it takes from others of them: inputs behind an activation are all
    positive, so that errors of one sign would add up. Measured on the sample photos, probabilities are half as far off
    as with every weight rounded for itself.
    """
    rows = weight.detach().cpu().reshape(len(weight), -1).double()
    scales = (rows.abs().amax(1) / _MOST).clamp_min(torch.finfo(torch.float32).tiny)
    exact = rows / scales[:, None]
    figures = exact.round()
    errors = figures - exact
    surplus = errors.sum(1).round()[:, None]
    order = (
        (errors * surplus.sign()).argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    )  # the worst have place 0
    figures -= surplus.sign() * (order < surplus.abs())
    return Figures(figures.clamp(-_MOST, _MOST).to(torch.int8), scales.float(), bias.detach().cpu().float())


def packed(layers: Iterable[Figures]) -> tuple[bytes, int]:
    """The figures of all layers as one run of bytes, and how many of them come before the 8-bit ones.

    First, as little-endian float32, the scales and the biases of each layer; then each layer's 8-bit figures.
    """
    layers = list(layers)
    exact = b"".join(part.numpy().astype("<f4").tobytes() for layer in layers for part in (layer.scales, layer.biases))
    return exact + b"".join(layer.weights.numpy().tobytes() for layer in layers), len(exact)
