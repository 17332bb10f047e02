"""What can be told of a photo without knowing what it shows: brightness, colour, sharpness, size, its corners.

A network may learn such a thing in place of what it shows (Geirhos et al., Shortcut learning in deep neural networks,
2020); so each is measured by itself, in a few figures that a plain classifier can use.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from engine.photos.door import PhotoFault, open_told

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.photos.pixels import Range

    Floats = NDArray[np.float64]

CORNERS: Final = ("corner_top_left", "corner_top_right", "corner_bottom_left", "corner_bottom_right")
PROPERTIES: Final = ("brightness", "colour", "sharpness", "size", "shape", "file_size", "date", *CORNERS, "rim")
"""In the order in which findings that are equally plain are told."""
_SEEN: Final = 256  # px of the shorter side at which a photo is looked at
_SIDE: Final = 64  # px of the square in which corners and rim are cut
_CORNER: Final = 8
_RIM: Final = 2
_DAY: Final = 86_400.0
_DARK, _BRIGHT = 82.0, 242.0  # of 255: the brightest points of a dark photo, the darkest of a bright one
_GREY: Final = 12.0  # of 255: by what the channels differ in all but a hundredth of the pixels
_BLURRED: Final = 12.0  # variance of the Laplacian, greys of 255
_TINY: Final = 64  # px of the shorter side
_LONG: Final = 3.0


@dataclass(frozen=True, slots=True)
class Looks:
    """The figures of each property of a photo, and its marks: "dark", "bright", "blurred", "grey", "tiny", "shape"."""

    figures: dict[str, tuple[float, ...]]
    marks: tuple[str, ...]


def looks(file: Path, greys: Range | None = None) -> Looks | None:
    """Measures a photo, its deep greys by that range; None where it cannot be read. Runs on any thread."""
    try:
        picture, size, shot = open_told(file, shorter=_SEEN, greys=greys)
        found = file.stat()
    except (PhotoFault, OSError):
        return None
    return measured(picture, size, found.st_size, found.st_mtime if shot is None else shot.seconds)


def measured(picture: Image.Image, size: tuple[int, int], file_size: int, time: float) -> Looks:
    """`picture`: RGB, at least 256 px on its shorter side if the photo has that. `size`: (width, height) in the file.

    `file_size` in bytes; `time`, seconds: when the photo was taken, or last written where it does not tell.
    """
    scale = min(1.0, _SEEN / min(picture.size))
    small = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    pixels = np.asarray(small, np.float64)
    square = np.asarray(picture.resize((_SIDE, _SIDE), Image.Resampling.BOX), np.float64)
    grey = pixels @ (0.299, 0.587, 0.114)
    dark, bright = (float(value) for value in np.percentile(grey, (1, 99.5)))
    vivid = pixels.max(axis=2) - pixels.min(axis=2)
    edges = _laplacian(grey)
    width, height = size
    figures = {
        "brightness": (float(grey.mean()), dark, bright, float(grey.std()), float(pixels.max()), float(pixels.min())),
        "colour": (
            float(vivid.mean()),
            float(vivid.std()),
            float((square[..., 0] - square[..., 1]).mean()),
            float((square[..., 2] - square[..., :2].mean(axis=2)).mean()),
        ),
        "sharpness": (math.log1p(float(edges.var())), math.log1p(float(np.abs(edges).mean()))),
        "size": (math.log(width * height),),
        "shape": (math.log(width / height),),
        "file_size": (math.log(max(1, file_size)), math.log(max(1, file_size) / (width * height))),
        "date": (float(time // _DAY),),
    }
    cuts = (slice(None, _CORNER), slice(-_CORNER, None))
    corners = [square[rows, columns] for rows in cuts for columns in cuts]
    figures |= {name: _patch(corner) for name, corner in zip(CORNERS, corners, strict=True)}
    around = np.ones((_SIDE, _SIDE), bool)
    around[_RIM:-_RIM, _RIM:-_RIM] = False
    figures["rim"] = _patch(square[around])
    marks = {
        "dark": bright < _DARK,
        "bright": float(np.percentile(grey, 5)) > _BRIGHT,
        "blurred": min(picture.size) >= _TINY and float(edges.var()) < _BLURRED,
        "grey": float(np.percentile(vivid, 99)) < _GREY,
        "tiny": min(size) < _TINY,
        "shape": not 1 / _LONG <= width / height <= _LONG,
    }
    return Looks(figures, tuple(mark for mark, holds in marks.items() if holds))


def _patch(pixels: Floats) -> tuple[float, ...]:
    """A piece of a picture in figures: mean, spread and ends of each channel, and its most vivid point."""
    points = pixels.reshape(-1, 3)
    vivid = float((points.max(axis=1) - points.min(axis=1)).max())
    sides = (points.mean(axis=0), points.std(axis=0), points.max(axis=0), points.min(axis=0))
    return (*(float(value) for side in sides for value in side), vivid)


def _laplacian(grey: Floats) -> Floats:
    if min(grey.shape) < 3:
        return np.zeros((1, 1))
    inner: Floats = 4 * grey[1:-1, 1:-1] - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:]
    return inner
