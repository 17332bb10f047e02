"""What a picture looks like, in 64 bits: copies that were saved again or resized keep nearly all of them.

The signs of a picture's lowest frequencies (discrete cosine transform) against their median: the "perceptual hash" of
Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIDE: Final = 32
_SKETCH: Final = 8
_FLAT: Final = 24.0  # of a frequency's strength; below it a picture is of one colour, and its bits would be noise


def _cosines() -> NDArray[np.float64]:
    """The first rows of the DCT-II, (16, 32), orthonormal."""
    frequency, place = np.arange(16)[:, None], np.arange(_SIDE)[None, :]
    rows: NDArray[np.float64] = np.cos(np.pi * frequency * (2 * place + 1) / (2 * _SIDE)) * np.sqrt(2 / _SIDE)
    rows[0] /= np.sqrt(2)
    return rows


def _lowest() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The 64 lowest frequencies of a (16, 16) transform, without the mean."""
    pairs = sorted(((u, v) for u in range(16) for v in range(16) if u + v), key=lambda p: (p[0] + p[1], p))
    rows, columns = np.array(pairs[:64]).T
    return rows, columns


_COSINES: Final = _cosines()
_LOWEST: Final = _lowest()


def fingerprint(picture: Image.Image) -> int:
    """The looks of an RGB picture, 64 bits; 0 for a picture of one colour, which looks like nothing."""
    grey = np.asarray(picture.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR).convert("L"), dtype=np.float64)
    strengths = (_COSINES @ grey @ _COSINES.T)[_LOWEST]
    if float(np.abs(strengths).max()) < _FLAT:
        return 0
    bits = np.packbits(strengths > np.median(strengths))
    return int.from_bytes(bits.tobytes(), "big")


def sketch(picture: Image.Image) -> bytes:
    """The RGB picture at 8×8 pixels, 192 bytes."""
    return picture.resize((_SKETCH, _SKETCH), Image.Resampling.BILINEAR).tobytes()
