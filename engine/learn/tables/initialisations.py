"""How the weights of new layers begin: INITIALISATIONS, one record each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Initialisation:
    """A distribution of first weights; its name and explanation are `choice.initialisation.NAME`.

    `fill(weight, generator)` fills a matrix (outputs, inputs) in place.
    """

    name: str
    fill: Callable[[Tensor, torch.Generator], object]


def initialise(module: nn.Module, name: str, seed: int) -> None:
    """Gives every linear layer of `module` its first weights, and biases of zero; the same ones for the same seed."""
    import torch
    from torch import nn

    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for layer in module.modules():
            if isinstance(layer, nn.Linear):
                INITIALISATIONS[name].fill(layer.weight, generator)
                if layer.bias is not None:
                    layer.bias.zero_()


def answer_by_share(head: nn.Module, shares: Sequence[float]) -> None:
    """Has a new head begin with what is known of every photo: its last biases become the log of each class's share.

    So a rare class needs not be unlearnt first. `shares`: a positive fraction for each class, with 1 for their sum.
    """
    import torch
    from torch import nn

    last = [layer for layer in head.modules() if isinstance(layer, nn.Linear)][-1]
    with torch.no_grad():
        last.bias.copy_(torch.tensor(shares).log())


def _uniform(weight: Tensor, generator: torch.Generator) -> Tensor:
    bound = 1 / math.sqrt(weight.shape[1])
    return weight.uniform_(-bound, bound, generator=generator)


def _normal_1_over_n(weight: Tensor, generator: torch.Generator) -> Tensor:
    return weight.normal_(0, 1 / weight.shape[1], generator=generator)


def _normal_1_over_sqrt_n(weight: Tensor, generator: torch.Generator) -> Tensor:
    return weight.normal_(0, 1 / math.sqrt(weight.shape[1]), generator=generator)


def _xavier(weight: Tensor, generator: torch.Generator) -> Tensor:
    """Glorot and Bengio 2010, uniform."""
    bound = math.sqrt(6 / (weight.shape[0] + weight.shape[1]))
    return weight.uniform_(-bound, bound, generator=generator)


def _kaiming(weight: Tensor, generator: torch.Generator) -> Tensor:
    """He et al. 2015, normal, for ReLU."""
    return weight.normal_(0, math.sqrt(2 / weight.shape[1]), generator=generator)


def _normal(weight: Tensor, generator: torch.Generator) -> Tensor:
    return weight.normal_(0, 1, generator=generator)


_ROWS: Final = (
    Initialisation("uniform", _uniform),
    Initialisation("normal_1_over_n", _normal_1_over_n),
    Initialisation("normal_1_over_sqrt_n", _normal_1_over_sqrt_n),
    Initialisation("xavier", _xavier),
    Initialisation("kaiming", _kaiming),
    Initialisation("normal", _normal),
)
INITIALISATIONS: Final[dict[str, Initialisation]] = {row.name: row for row in _ROWS}
