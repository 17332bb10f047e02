"""Canvases: what the ascent changes, and the pixels (N, 3, H, W) in [0, 1] that come of it.

CANVASES is the table: plain pixels; Fourier coefficients with decorrelated colours, free or bounded in contrast; a
ball around a photo in L∞ or L2, on the 8-bit grid.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

import torch
from torch import Tensor

from engine.paint.grid import nearest_steps, whole_steps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

StartKind = Literal["noise", "grey", "photo"]
STEP: Final = 1.0 / 255.0

# Olah et al., "Feature Visualization" (Distill, 2017) and Lucid: how the colours of natural pictures vary together.
_COLOURS: Final = ((0.26, 0.09, 0.02), (0.27, 0.00, -0.05), (0.27, -0.09, 0.03))
_COLOUR_NORM: Final = 0.462
_SPREAD: Final = 0.01  # deviation of the first coefficients
_SOFTEN: Final = 4.0


@dataclass(frozen=True, slots=True)
class Start:
    """Where a canvas begins: `count` pictures of `height` × `width` pixels.

    `kind` "noise" draws from `seed` (in a ball: a random point of it), "grey" is even, "photo" is `photo`, whole steps
    (N, 3, H, W) from 0 to 255. `radius` is a ball's, a distance over pixels in [0, 1].
    """

    height: int
    width: int
    kind: StartKind = "noise"
    seed: int = 0
    count: int = 1
    photo: Tensor | None = None
    radius: float = 1.0
    device: torch.device | str = "cpu"

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


class FourierCanvas:
    """Fourier coefficients of decorrelated colours: every frequency is equally easy to reach (Lucid's picture).

    `slope`: how fast what a coefficient counts falls with its frequency. `contrast`: the highest deviation that a
    picture may have before the sigmoid makes pixels of it, or the photo's own that it begins with; without a bound
    (None) the coefficients grow until all is black and white.
    """

    def __init__(self, start: Start, slope: float = 1.0, contrast: float | None = None) -> None:
        self._size = (start.height, start.width)
        self._held_contrast: Tensor | None = None
        self._scale = _frequency_scale(start, slope).to(start.device)
        colours = torch.tensor(_COLOURS, device=start.device) / _COLOUR_NORM
        self._colours = colours.view(3, 3, 1, 1)
        shape = (start.count, 3, *self._scale.shape, 2)
        if start.kind == "noise":
            values = _SPREAD * start.normal(*shape)
        elif start.kind == "grey":
            values = torch.zeros(shape, device=start.device)
        else:
            values = self._encode(start.steps() * STEP, colours)
        if contrast is not None:
            begun = _contrast(self._levels(values))
            self._held_contrast = (
                begun.clamp_min(contrast) if start.kind == "photo" else torch.full_like(begun, contrast)
            )
        self.values = values.requires_grad_()

    def pixels(self) -> Tensor:
        levels = self._levels(self.values)
        if self._held_contrast is not None:
            levels = levels * (self._held_contrast / _contrast(levels)).clamp_max(1.0)
        return torch.sigmoid(levels)

    def _levels(self, values: Tensor) -> Tensor:
        """What a sigmoid makes pixels of, (N, 3, H, W)."""
        spectrum = torch.view_as_complex(values) * self._scale
        waves = torch.fft.irfft2(spectrum, s=self._size, norm="forward")
        return torch.nn.functional.conv2d(waves, self._colours)

    def settle(self) -> None:
        """Every coefficient is allowed."""

    def distances(self) -> None:
        return None

    def _encode(self, pixels: Tensor, colours: Tensor) -> Tensor:
        """The coefficients whose picture is `pixels`, as far from black and white as a sigmoid needs."""
        logits = torch.logit(pixels.contiguous(), eps=0.01)
        waves = torch.einsum("dc,nchw->ndhw", torch.linalg.inv(colours), logits)
        spectrum = torch.fft.rfft2(waves, norm="forward") / self._scale
        return torch.view_as_real(spectrum).contiguous()


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
    "ball_linf": lambda start: BallCanvas(start, "linf"),
    "ball_l2": lambda start: BallCanvas(start, "l2"),
    "sphere_l2": lambda start: BallCanvas(start, "l2", surface=True),
}


def _contrast(levels: Tensor) -> Tensor:
    """The deviation of each picture (N, 3, H, W) → (N, 1, 1, 1)."""
    return levels.flatten(1).std(dim=1).clamp_min(1e-6).view(-1, 1, 1, 1)


def _first_pixels(start: Start) -> Tensor:
    shape = (start.count, 3, start.height, start.width)
    if start.kind == "photo":
        return start.steps() * STEP
    even = torch.full(shape, 0.5, device=start.device)
    pixels = even if start.kind == "grey" else (even + 0.25 * start.normal(*shape)).clamp(0.0, 1.0)
    return pixels.contiguous(memory_format=torch.channels_last)


def _frequency_scale(start: Start, slope: float) -> Tensor:
    """What each coefficient counts, (H, W // 2 + 1): the lower its frequency, the more, as in natural pictures.

    1 / frequency ** `slope`; the lowest frequency counts the same for every slope.
    """
    rows = torch.fft.fftfreq(start.height).view(-1, 1)
    columns = torch.fft.rfftfreq(start.width).view(1, -1)
    frequencies = torch.sqrt(rows.square() + columns.square())
    lowest = 1.0 / max(start.height, start.width)
    normalisation = (start.height * start.width) ** -0.5
    scale: Tensor = normalisation / _SOFTEN / lowest * (lowest / frequencies.clamp_min(lowest)) ** slope
    return scale
