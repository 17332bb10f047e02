"""A decoded picture of any kind as 8-bit RGB: transparency on white, deeper pixels scaled and not cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ALPHA: Final = ("RGBA", "LA", "PA", "RGBa", "La")
_WHITE: Final = (255, 255, 255)


def to_rgb(picture: Image.Image) -> Image.Image:
    """A loaded picture in mode RGB; the same object when it is that already.

    16-bit greys are divided by 257. 32-bit and float greys are taken as fractions, as 8-bit or as 16-bit values if
    they lie in such a range, else stretched from their lowest to their highest; what is not finite becomes black.
    """
    mode = picture.mode
    if mode.startswith("I;16"):
        return _grey(_eight_bits(picture), picture.info.get("transparency"), picture)
    if mode in ("I", "F"):
        return Image.fromarray(_stretched(np.asarray(picture))).convert("RGB")
    if mode in _ALPHA or "transparency" in picture.info:
        return _on_white(picture)
    return picture if mode == "RGB" else picture.convert("RGB")


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
