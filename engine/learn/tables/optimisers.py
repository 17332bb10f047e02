"""The optimisers: OPTIMISERS, one record each, with the learning rates that we recommend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from torch.optim import Optimizer

Method: TypeAlias = Literal["frozen", "fine_tune", "scratch"]
Groups: TypeAlias = Sequence[dict[str, Any]]
"""Parameter groups as torch takes them, each with its own `lr` and `weight_decay`."""


@dataclass(frozen=True, slots=True)
class Optimiser:
    """A rule that turns gradients into steps; its name and explanation are `choice.optimiser.NAME`.

    `frozen`, `fine_tune` and `scratch`: the learning rates taken when none is given, for a new head on fixed
    embeddings, for a pre-trained network and for a network that starts at random. `make` takes the parameter groups
    and the momentum, a fraction.
    """

    name: str
    frozen: float
    fine_tune: float
    scratch: float
    make: Callable[[Groups, float], Optimizer]

    def learning_rate(self, method: Method) -> float:
        """The recommended learning rate for `method`."""
        rates = {"frozen": self.frozen, "fine_tune": self.fine_tune, "scratch": self.scratch}
        return rates[method]


def _sgd(groups: Groups, momentum: float) -> Optimizer:  # noqa: ARG001 - every row is made in the same way
    import torch

    return torch.optim.SGD(groups)


def _momentum(groups: Groups, momentum: float) -> Optimizer:
    import torch

    return torch.optim.SGD(groups, momentum=momentum)


def _nesterov(groups: Groups, momentum: float) -> Optimizer:
    import torch

    return torch.optim.SGD(groups, momentum=momentum, nesterov=momentum > 0)


def _adagrad(groups: Groups, momentum: float) -> Optimizer:  # noqa: ARG001
    import torch

    return torch.optim.Adagrad(groups)


def _rmsprop(groups: Groups, momentum: float) -> Optimizer:  # noqa: ARG001
    import torch

    return torch.optim.RMSprop(groups)


def _adam(groups: Groups, momentum: float) -> Optimizer:  # noqa: ARG001
    import torch

    return torch.optim.Adam(groups)


def _adamw(groups: Groups, momentum: float) -> Optimizer:  # noqa: ARG001
    import torch

    return torch.optim.AdamW(groups)


_ROWS: Final = (
    Optimiser("sgd", frozen=3e-2, fine_tune=1e-2, scratch=0.1, make=_sgd),
    Optimiser("momentum", frozen=3e-3, fine_tune=1e-3, scratch=1e-2, make=_momentum),
    Optimiser("nesterov", frozen=3e-3, fine_tune=1e-3, scratch=1e-2, make=_nesterov),
    Optimiser("adagrad", frozen=1e-2, fine_tune=1e-3, scratch=1e-2, make=_adagrad),
    Optimiser("rmsprop", frozen=1e-3, fine_tune=3e-5, scratch=1e-3, make=_rmsprop),
    Optimiser("adam", frozen=1e-3, fine_tune=1e-4, scratch=1e-3, make=_adam),
    Optimiser("adamw", frozen=1e-3, fine_tune=1e-4, scratch=1e-3, make=_adamw),
)
OPTIMISERS: Final[dict[str, Optimiser]] = {row.name: row for row in _ROWS}
