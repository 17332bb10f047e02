"""Figures as colours: from dark to light, legible for the colour-blind and in grey; in blue what is below zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ANCHORS: Final = np.array(
    [[10, 12, 32], [52, 26, 92], [104, 36, 112], [158, 47, 104], [208, 70, 82], [240, 112, 58], [252, 168, 56],
     [250, 220, 110], [255, 252, 214]], np.float32)  # fmt: skip
_SCALE: Final = np.stack(
    [np.interp(np.linspace(0, 8, 256), np.arange(9), _ANCHORS[:, channel]) for channel in range(3)], axis=1
).astype(np.uint8)
_BELOW_ANCHORS: Final = np.array(
    [[10, 12, 32], [10, 34, 70], [8, 58, 108], [10, 86, 142], [24, 116, 172], [60, 148, 198], [112, 182, 220],
     [168, 214, 238], [222, 243, 252]], np.float32)  # fmt: skip
_BELOW: Final = np.stack(
    [np.interp(np.linspace(0, 8, 256), np.arange(9), _BELOW_ANCHORS[:, channel]) for channel in range(3)], axis=1
).astype(np.uint8)


def coloured(values: NDArray[np.float32], low: float, high: float) -> NDArray[np.uint8]:
    """Values (…) → colours (…, 3), uint8: `low` and below dark, `high` and above light, what is no number dark.

    Where `low` is below 0 and `high` above, the scale has two sides: 0 is dark, and figures as far from it on either
    side are as light, in warm colours above it, in blue below.
    """
    if low < 0 < high:
        level = np.nan_to_num(values / max(-low, high) * 255.0, nan=0.0)
        size = np.clip(np.abs(level), 0, 255).astype(np.uint8)
        return np.asarray(np.where((level < 0)[..., None], _BELOW[size], _SCALE[size]))
    span = high - low if high > low else 1.0
    level = np.nan_to_num((values - low) / span * 255.0, nan=0.0)
    return np.asarray(_SCALE[np.clip(level, 0, 255).astype(np.uint8)])


def over(pixels: NDArray[np.uint8], heat: NDArray[np.float32], strength: float = 0.6) -> NDArray[np.uint8]:
    """A heat map (H, W) laid over a picture (H, W, 3): the hotter a place, the more colour and the less picture."""
    positive = np.clip(heat, 0, None)
    top = float(np.percentile(positive, 99.5)) or float(positive.max())
    share = np.clip(positive / top, 0, 1)[..., None] * strength if top > 0 else np.zeros((*heat.shape, 1), np.float32)
    grey = pixels.mean(axis=2, keepdims=True) * 0.35 + pixels * 0.65
    mixed = grey * (1 - share) + coloured(positive, 0.0, top) * share
    return np.asarray(mixed.round().astype(np.uint8))


def sheet(maps: NDArray[np.float32], columns: int, tile: int, low: float, high: float) -> NDArray[np.uint8]:
    """Channel maps (C, h, w) as one picture: `columns` tiles a row, each about `tile` pixels, one scale for all."""
    count, height, width = maps.shape
    times = max(1, tile // max(height, width))
    rows = -(-count // columns)
    gap = 2
    cell_h, cell_w = height * times + gap, width * times + gap
    picture = np.full((rows * cell_h + gap, columns * cell_w + gap, 3), 24, np.uint8)
    for number, colours in enumerate(coloured(maps, low, high)):
        y, x = gap + number // columns * cell_h, gap + number % columns * cell_w
        enlarged = colours.repeat(times, axis=0).repeat(times, axis=1)
        picture[y : y + height * times, x : x + width * times] = enlarged
    return picture
