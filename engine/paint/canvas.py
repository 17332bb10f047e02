"""Canvases: what the ascent changes, and the pixels (N, 3, H, W) in [0, 1] that come of it.

CANVASES is the table: plain pixels; Fourier coefficients with decorrelated colours, free or bounded in contrast, or
their phases alone; a ball around a photo in L∞ or L2, on the 8-bit grid.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Literal

import torch
from torch import Tensor

from engine.paint.grid import nearest_steps, whole_steps
from engine.paint.start import STEP, Canvas, Start, StartKind
from engine.paint.waves import FourierCanvas, PhaseCanvas

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CANVASES", "STEP", "BallCanvas", "Canvas", "FourierCanvas", "PixelCanvas", "Start", "StartKind"]


class PixelCanvas:
    """The pixels themselves, kept in [0, 1]."""

    def __init__(self, start: Start) -> None:
        self.values = _first_pixels(start).requires_grad_()

    def pixels(self) -> Tensor:
        return self.values

    def settle(self) -> None:
        with torch.no_grad():
            self.values.clamp_(0.0, 1.0)

    def distances(self) -> None:
        return None


class BallCanvas:
    """A photo and a change of it that stays in a ball, and the sum a picture of whole steps of 1/255.

    `values` is the change as the ascent sees it, smooth; the picture is made from its rounding, which the gradient
    passes by. What is rounded lies in the ball too: in L∞ each value to the nearest whole step, in L2 scaled before
    rounding so that the rounded change is as long as the smooth one (`whole_steps`). `surface`: the smooth change is
    brought to the ball's surface, not only into the ball.
    """

    def __init__(self, start: Start, norm: Literal["linf", "l2"], *, surface: bool = False) -> None:
        self._photo = start.steps()
        self.norm = norm
        self._surface = surface
        self._change = torch.zeros_like(self._photo)
        self._stretch: list[float | None] = [None] * len(self._photo)
        self.radius = start.radius
        values = torch.zeros_like(self._photo)
        if start.kind == "noise":
            values = self._random(start)
        self.values = values.requires_grad_()
        self.settle()

    def pixels(self) -> Tensor:
        smooth = (self.values - self.values.detach()) / STEP
        return (self._photo + self._change + smooth) / 255.0

    def change(self) -> Tensor:
        """The change in whole steps (N, 3, H, W), in the ball and in the legal range."""
        return self._change

    def whole(self, change: Tensor) -> NDArray[np.uint8]:
        """The pictures (N, H, W, 3) with a `change` in whole steps."""
        steps = (self._photo + change).to(torch.uint8).permute(0, 2, 3, 1)
        found: NDArray[np.uint8] = steps.contiguous().cpu().numpy()
        return found

    def settle(self) -> None:
        with torch.no_grad():
            if self.norm == "linf":
                self.values.clamp_(-self.radius, self.radius)
            else:
                lengths = self.values.flatten(1).norm(dim=1).clamp_min(1e-12)
                factors = self.radius / lengths
                self.values.mul_((factors if self._surface else factors.clamp_max(1.0)).view(-1, 1, 1, 1))
            torch.maximum(self.values, self._photo * -STEP, out=self.values)
            torch.minimum(self.values, (255.0 - self._photo) * STEP, out=self.values)
            self._change = self._rounded()

    def distances(self) -> tuple[float, float]:
        return float(self._change.abs().max()), float(self._change.flatten(1).norm(dim=1).max()) * STEP

    def _rounded(self) -> Tensor:
        if self.norm == "linf":
            return nearest_steps(self.values, self._photo, self.radius)
        changes = []
        for index, (values, photo) in enumerate(zip(self.values, self._photo, strict=True)):
            change, self._stretch[index] = whole_steps(values, photo, self._stretch[index])
            changes.append(change)
        return torch.stack(changes).contiguous(memory_format=torch.channels_last)

    def _random(self, start: Start) -> Tensor:
        draws = start.normal(*self._photo.shape)
        if self.norm == "linf":
            even: Tensor = (torch.special.ndtr(draws) * 2.0 - 1.0) * self.radius
            return even
        inside: Tensor = draws * (0.5 * self.radius / draws.flatten(1).norm(dim=1).view(-1, 1, 1, 1))
        return inside


CANVASES: Final[dict[str, Callable[[Start], Canvas]]] = {
    "pixels": PixelCanvas,
    "fourier": FourierCanvas,
    "bounded": lambda start: FourierCanvas(start, slope=1.3, contrast=1.0),
    "phase": PhaseCanvas,
    "ball_linf": lambda start: BallCanvas(start, "linf"),
    "ball_l2": lambda start: BallCanvas(start, "l2"),
    "sphere_l2": lambda start: BallCanvas(start, "l2", surface=True),
}


def _first_pixels(start: Start) -> Tensor:
    shape = (start.count, 3, start.height, start.width)
    if start.kind == "photo":
        return start.steps() * STEP
    even = torch.full(shape, 0.5, device=start.device)
    pixels = even if start.kind == "grey" else (even + 0.25 * start.normal(*shape)).clamp(0.0, 1.0)
    return pixels.contiguous(memory_format=torch.channels_last)
