"""The head: the layers of one's own that turn an embedding into logits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True, slots=True)
class HeadSpec:
    """A head: `inputs` figures through hidden layers of those widths to `classes` logits.

    After each hidden layer: batch norm where asked for, ReLU, dropout of that share.
    """

    inputs: int
    classes: int
    hidden: tuple[int, ...] = ()
    batch_norm: bool = False
    dropout: float = 0.0

    def plain(self) -> dict[str, Any]:
        """The record as JSON holds it."""
        return asdict(self)

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> HeadSpec:
        """The inverse of `plain`. Raises KeyError, TypeError or ValueError for values that cannot be."""
        hidden = tuple(int(width) for width in value["hidden"])
        spec = cls(
            int(value["inputs"]), int(value["classes"]), hidden, bool(value["batch_norm"]), float(value["dropout"])
        )
        widths = (spec.inputs, spec.classes, *hidden)
        if min(widths) < 1 or max(widths) > 1 << 20 or len(hidden) > 16 or not 0 <= spec.dropout < 1:
            raise ValueError("head")
        return spec


def build_head(spec: HeadSpec) -> nn.Module:
    """The head with PyTorch's own initialisation: a Sequential (N, inputs) → (N, classes); its last layer is Linear.

    A linear head is Dropout (where asked for) and Linear.
    """
    from torch import nn

    from engine.models.network import BatchNorm

    layers: list[nn.Module] = []
    inputs = spec.inputs
    for width in spec.hidden:
        layers.append(nn.Linear(inputs, width))
        if spec.batch_norm:
            layers.append(BatchNorm(width))
        layers.append(nn.ReLU())
        if spec.dropout:
            layers.append(nn.Dropout(spec.dropout))
        inputs = width
    if spec.dropout and not spec.hidden:
        layers.append(nn.Dropout(spec.dropout))
    layers.append(nn.Linear(inputs, spec.classes))
    return nn.Sequential(*layers)
