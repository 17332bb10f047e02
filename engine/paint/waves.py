"""Pictures made of waves: Fourier coefficients of decorrelated colours, or phases alone on magnitudes that are given.

What a coefficient counts depends on its cycles over the picture alone, so a larger picture has the same coefficients
and more of them: that is how such a picture grows.
"""

from __future__ import annotations

import math
from typing import Final

import torch
from torch import Tensor

from engine.paint.spectrum import PHOTOGRAPHIC, colours, frequencies, waves_of
from engine.paint.start import STEP, Start

_SPREAD: Final = 0.01  # deviation of the first coefficients
_SOFTEN: Final = 4.0
_CONTRAST: Final = 1.0  # the deviation of a picture of phases before the sigmoid


class FourierCanvas:
    """Fourier coefficients of decorrelated colours: every frequency is equally easy to reach (Lucid's picture).

    `slope`: how fast what a coefficient counts falls with its frequency. `contrast`: the highest deviation that a
    picture may have before the sigmoid makes pixels of it, or the photo's own that it begins with; without a bound
    (None) the coefficients grow until all is black and white.
    """

    def __init__(self, start: Start, slope: float = 1.0, contrast: float | None = None) -> None:
        self._size = (start.height, start.width)
        self._slope = slope
        self._held_contrast: Tensor | None = None
        self._scale = _scale(self._size, slope, start.device)
        shape = (start.count, 3, *self._scale.shape, 2)
        if start.kind == "noise":
            values = _SPREAD * start.normal(*shape)
        elif start.kind == "grey":
            values = torch.zeros(shape, device=start.device)
        else:
            values = torch.view_as_real(waves_of(start.steps() * STEP) / self._scale).contiguous()
        if contrast is not None:
            begun = _contrast(self._levels(values))
            self._held_contrast = (
                begun.clamp_min(contrast) if start.kind == "photo" else torch.full_like(begun, contrast)
            )
        self.values = values.requires_grad_()

    def pixels(self) -> Tensor:
        levels = self._levels(self.values)
        return torch.sigmoid(levels if self._held_contrast is None else _bounded(levels, self._held_contrast))

    def grow(self, side: int) -> None:
        """The same picture with `side` pixels a side; frequencies that it had no room for begin with nothing."""
        with torch.no_grad():
            size = (side, side)
            scale = _scale(size, self._slope, self.values.device)
            values = torch.zeros(*self.values.shape[:2], *scale.shape, 2, device=self.values.device)
            _carry(self.values, self._size, values, size)
        self._size, self._scale, self.values = size, scale, values.requires_grad_()

    def settle(self) -> None:
        """Every coefficient is allowed."""

    def distances(self) -> None:
        return None

    def _levels(self, values: Tensor) -> Tensor:
        return _levels(torch.view_as_complex(values) * self._scale, self._size)


class PhaseCanvas:
    """Phases alone, on magnitudes that stay: what the start's spectrum says, or those of the photo that it begins with.

    So the picture has at each size of detail as much as photos have, and no more: nothing can be had by stripes.
    """

    def __init__(self, start: Start) -> None:
        self._start = start
        self._size = (start.height, start.width)
        if start.kind == "photo":
            coefficients = waves_of(start.steps() * STEP)
            self._magnitudes, values = coefficients.abs(), coefficients.angle()
        else:
            self._magnitudes, values = self._given(self._size), self._first(self._size)
        begun = _contrast(_levels(torch.polar(self._magnitudes.expand_as(values), values), self._size))
        self._held_contrast = begun if start.kind == "photo" else torch.full_like(begun, _CONTRAST)
        self.values = values.contiguous().requires_grad_()

    def pixels(self) -> Tensor:
        coefficients = torch.polar(self._magnitudes.expand_as(self.values), self.values)
        levels = _levels(coefficients, self._size)
        return torch.sigmoid(levels * (self._held_contrast / _contrast(levels)))

    def grow(self, side: int) -> None:
        """The same picture with `side` pixels a side; phases that it had no room for are drawn by chance."""
        size = (side, side)
        with torch.no_grad():
            magnitudes, values = self._given(size), self._first(size)
            if self._start.kind == "photo":
                magnitudes = magnitudes.expand(len(values), -1, -1, -1).clone()
                _carry(self._magnitudes, self._size, magnitudes, size)
            _carry(self.values, self._size, values, size)
        self._size, self._magnitudes, self.values = size, magnitudes, values.requires_grad_()

    def settle(self) -> None:
        """Every phase is allowed."""

    def distances(self) -> None:
        return None

    def _given(self, size: tuple[int, int]) -> Tensor:
        """The magnitudes (1, 3, H, W // 2 + 1); of the evenness of the picture itself there is none."""
        magnitudes = (self._start.spectrum or PHOTOGRAPHIC).at(frequencies(*size))
        magnitudes[:, 0, 0] = 0.0
        return magnitudes[None].to(self._start.device)

    def _first(self, size: tuple[int, int]) -> Tensor:
        """Where phases begin: anywhere, or for grey as nearly alike as leaves a slope to climb."""
        spread = math.pi if self._start.kind == "noise" else _SPREAD
        return spread * self._start.normal(self._start.count, 3, size[0], size[1] // 2 + 1)


def _levels(coefficients: Tensor, size: tuple[int, int]) -> Tensor:
    """What a sigmoid makes pixels of, (N, 3, H, W), from the coefficients (N, 3, H, W // 2 + 1)."""
    waves = torch.fft.irfft2(coefficients, s=size, norm="forward")
    return torch.nn.functional.conv2d(waves, colours(waves.device).view(3, 3, 1, 1))


def _contrast(levels: Tensor) -> Tensor:
    """The deviation of each picture (N, 3, H, W) → (N, 1, 1, 1)."""
    return levels.flatten(1).std(dim=1).clamp_min(1e-6).view(-1, 1, 1, 1)


def _bounded(levels: Tensor, most: Tensor) -> Tensor:
    return levels * (most / _contrast(levels)).clamp_max(1.0)


def _scale(size: tuple[int, int], slope: float, device: torch.device | str) -> Tensor:
    """What each coefficient counts, (H, W // 2 + 1): the lower its frequency, the more, as in natural pictures.

    1 / frequency ** `slope`; the lowest frequency counts the same for every slope, and for every size of a square.
    """
    longer = max(size)
    even = longer / math.sqrt(size[0] * size[1]) / _SOFTEN
    found: Tensor = even * frequencies(*size).clamp_min(1.0) ** -slope
    return found.to(device)


def _carry(old: Tensor, size: tuple[int, int], new: Tensor, larger: tuple[int, int]) -> None:
    """Puts the coefficients (N, 3, H, W // 2 + 1, …) of one size in their places among those of a larger one.

    The finest of the old ones, which stand for waves and their mirror images at once, stay behind.
    """
    up, across = (size[0] - 1) // 2, (size[1] - 1) // 2
    new[:, :, : up + 1, : across + 1] = old[:, :, : up + 1, : across + 1]
    new[:, :, larger[0] - up :, : across + 1] = old[:, :, size[0] - up :, : across + 1]
