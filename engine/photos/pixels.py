"""A decoded picture of any kind as 8-bit RGB: transparency on white, deeper pixels scaled and not cut off.

Greys of more than 8 bits (X-rays, microscopes, heat cameras, depth maps) rarely use all that their files could hold:
a range says which grey is black and which is white.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

Range: TypeAlias = tuple[float, float]
"""Of deep greys those that are shown black and white; what lies beyond is cut off."""
_STRAY: Final = 5000  # of so many pixels one may be hot or dead
_ODD: Final = 100  # of so many photos one may have greys like no other
_ALPHA: Final = ("RGBA", "LA", "PA", "RGBa", "La")
_WHITE: Final = (255, 255, 255)


def to_rgb(picture: Image.Image, greys: Range | None = None) -> Image.Image:
    """A loaded picture in mode RGB; the same object when it is that already.

    Deep greys are stretched by the range `greys`. Without one 16-bit greys are divided by 257; 32-bit and float greys
    are taken as fractions, as 8-bit or as 16-bit values if they lie in such a range, else stretched from their lowest
    to their highest. What is not finite becomes black.
    """
    mode = picture.mode
    if mode.startswith("I;16"):
        eight = _eight_bits(picture) if greys is None else _between(np.asarray(picture), greys)
        return _grey(eight, picture.info.get("transparency"), picture)
    if mode in ("I", "F"):
        values = np.asarray(picture)
        return Image.fromarray(_stretched(values) if greys is None else _between(values, greys)).convert("RGB")
    if mode in _ALPHA or "transparency" in picture.info:
        return _on_white(picture)
    return picture if mode == "RGB" else picture.convert("RGB")


def range_of(picture: Image.Image) -> Range | None:
    """The range that a loaded picture's deep greys use, without its strayest pixels; None where it has no such greys.

    A picture of one grey has a range from that grey to itself.
    """
    if not (picture.mode.startswith("I;16") or picture.mode in ("I", "F")):
        return None
    values = np.asarray(picture).ravel()
    values = values[np.isfinite(values)] if values.dtype.kind == "f" else values.astype(values.dtype.newbyteorder("="))
    if not len(values):
        return None
    stray = len(values) // _STRAY
    ordered = np.partition(values, (stray, len(values) - 1 - stray))
    return float(ordered[stray]), float(ordered[len(values) - 1 - stray])


def common_range(ranges: Sequence[Range]) -> Range | None:
    """One range for photos that belong together, without the oddest of them; None where they all are of one grey."""
    if not ranges:
        return None
    odd = len(ranges) // _ODD
    low = sorted(low for low, _ in ranges)[odd]
    high = sorted(high for _, high in ranges)[-1 - odd]
    return (low, high) if low < high else None


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "La":
        picture = picture.convert("LA")
    if picture.mode != "RGBA":
        picture = picture.convert("RGBA")
    white = Image.new("RGB", picture.size, _WHITE)
    white.paste(picture, mask=picture)
    return white


def _eight_bits(picture: Image.Image) -> NDArray[np.uint8]:
    deep = np.asarray(picture).astype(np.uint32)
    return ((deep + 128) // 257).astype(np.uint8)


def _grey(grey: NDArray[np.uint8], transparent: object, picture: Image.Image) -> Image.Image:
    if isinstance(transparent, int):
        grey[np.asarray(picture) == transparent] = 255
    return Image.fromarray(grey).convert("RGB")


def _between(values: NDArray[np.generic], greys: Range) -> NDArray[np.uint8]:
    """Greys (H, W) of which the first of the range becomes 0 and the last 255."""
    low, high = greys
    exact = np.float32 if values.dtype.itemsize <= 2 else np.float64
    grey = np.nan_to_num(values.astype(exact), nan=low, posinf=low, neginf=low)
    grey -= low
    grey *= 255 / (high - low)
    eight: NDArray[np.uint8] = np.rint(np.clip(grey, 0, 255)).astype(np.uint8)
    return eight


def _stretched(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Greys (H, W) of any range as uint8."""
    grey = np.nan_to_num(values.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(grey.min()), float(grey.max())
    if low < 0 or high > 65_535:
        grey = (grey - low) * (255 / (high - low))
    elif high > 255:
        grey = grey / 257
    elif high <= 1 and values.dtype.kind == "f":
        grey = grey * 255
    return np.rint(grey).astype(np.uint8)
