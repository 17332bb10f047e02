"""Where a canvas begins, and what every canvas is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol, runtime_checkable

import torch
from torch import Tensor

if TYPE_CHECKING:
    from engine.paint.spectrum import Spectrum

StartKind = Literal["noise", "grey", "photo"]
STEP: Final = 1.0 / 255.0


@dataclass(frozen=True, slots=True)
class Start:
    """Where a canvas begins: `count` pictures of `height` × `width` pixels.

    `kind` "noise" draws from `seed` (in a ball: a random point of it), "grey" is even, "photo" is `photo`, whole steps
    (N, 3, H, W) from 0 to 255. `radius` is a ball's, a distance over pixels in [0, 1]. `spectrum`: how much of each
    frequency a canvas of phases has; None: as much as photos usually have.
    """

    height: int
    width: int
    kind: StartKind = "noise"
    seed: int = 0
    count: int = 1
    photo: Tensor | None = None
    radius: float = 1.0
    device: torch.device | str = "cpu"
    spectrum: Spectrum | None = None

    def normal(self, *shape: int) -> Tensor:
        """Figures of a standard normal, the same on every device."""
        generator = torch.Generator().manual_seed(self.seed)
        return torch.randn(shape, generator=generator).to(self.device)

    def steps(self) -> Tensor:
        """The photo in whole steps, float32, channels last. Raises ValueError when there is none."""
        if self.photo is None:
            raise ValueError("this start needs a photo")
        steps = self.photo.to(self.device, torch.float32)
        return steps.contiguous(memory_format=torch.channels_last)


class Canvas(Protocol):
    """Something to climb on: `values`, a leaf tensor, is changed; `pixels` follows from it differentiably."""

    values: Tensor

    def pixels(self) -> Tensor:
        """(N, 3, H, W) in [0, 1]."""
        ...

    def settle(self) -> None:
        """Brings `values` back to where they may be, after each change."""
        ...

    def distances(self) -> tuple[float, float] | None:
        """How far the picture is from its photo: L∞ in steps of 1/255, and L2. None where there is no photo."""
        ...


@runtime_checkable
class Growable(Protocol):
    """A canvas whose picture can become larger while it is climbed on."""

    def grow(self, side: int) -> None:
        """The same picture with `side` pixels a side, on `values` of its own; room for finer detail comes with it."""
        ...
