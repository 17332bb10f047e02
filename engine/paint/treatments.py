"""What a picture goes through in the world: saved, sent, shrunk, blurred. An attack may survive it or not. Torch-free.

ENDURANCE is the table. The same treatments stand before the network when an attack averages over them (EOT: Athalye et
al., "Synthesizing Robust Adversarial Examples", 2017).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engine.photos.door import encode_png, read_photo_bytes

Treatment: TypeAlias = Callable[[NDArray[np.uint8], int], NDArray[np.uint8]]
"""Pixels (H, W, 3) and a seed → pixels of the same size."""

_SMALLER: Final = 0.75
_BLUR: Final = 0.7  # deviation in pixels
_NOISE: Final = 2.0  # deviation in steps of 1/255


def _png(pixels: NDArray[np.uint8], _seed: int) -> NDArray[np.uint8]:
    return read_photo_bytes(encode_png(pixels))


def jpeg(quality: int) -> Treatment:
    """Saved as JPEG of a quality from 1 to 100 and opened again."""

    def treat(pixels: NDArray[np.uint8], _seed: int) -> NDArray[np.uint8]:
        file = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(pixels)).save(file, "JPEG", quality=quality)
        return read_photo_bytes(file.getvalue())

    return treat


def _resize_and_back(pixels: NDArray[np.uint8], _seed: int) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    smaller = (max(1, round(width * _SMALLER)), max(1, round(height * _SMALLER)))
    picture = Image.fromarray(np.ascontiguousarray(pixels)).resize(smaller, Image.Resampling.BILINEAR)
    return np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR))


def _blur(pixels: NDArray[np.uint8], _seed: int) -> NDArray[np.uint8]:
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(_BLUR)))


def _noise(pixels: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    noise = np.random.default_rng(seed).normal(0.0, _NOISE, pixels.shape)
    return np.clip(np.rint(pixels + noise), 0, 255).astype(np.uint8)


ENDURANCE: Final[dict[str, Treatment]] = {
    "png": _png,
    "jpeg_90": jpeg(90),
    "jpeg_75": jpeg(75),
    "resize_and_back": _resize_and_back,
    "blur": _blur,
    "noise": _noise,
}
