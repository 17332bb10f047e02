"""From a picture of any size to the square that a network looks at. Torch-free: decoding threads run it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.models.backbones import Backbone, Interpolation

FITS: Final = ("crop", "squash", "pad")
"""How a picture that is no square becomes one: its middle, drawn together, or whole with grey beside it."""
GREY: Final = 128
_RESAMPLING: Final = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
_UNTOLD: Final = (("fit", "crop"), ("greys", None))
_GAP: Final = 3.0  # a picture more than twice this much too large is averaged down first, by whole steps


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a model wants its pictures: a square of `size` pixels a side, then normalised.

    `fit` "crop": the shorter side to `resize` pixels, and of that the centre, as in torchvision; "squash": the whole
    picture, its proportions lost; "pad": the whole picture in its proportions, grey beside it. Antialiased; mean and
    deviation for pixels in [0, 1]. `greys`: of greys of more than 8 bits those that are black and white, None where
    all that a file can hold is; whoever opens a picture for the model passes it to the door.
    """

    size: int
    resize: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    interpolation: Interpolation
    fit: str = "crop"
    greys: tuple[float, float] | None = None

    @property
    def decode_shorter(self) -> int:
        """How many pixels a decoder must keep on the shorter side."""
        return self.resize if self.fit == "crop" else self.size

    def prepare(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(H, W, 3) → (size, size, 3), both uint8 sRGB. A picture that already has that size is taken as it is."""
        height, width = pixels.shape[:2]
        if (height, width) == (self.size, self.size):
            return pixels
        picture = Image.fromarray(np.ascontiguousarray(pixels))
        inner = self.inside(width, height)
        size = (inner[2] - inner[0], inner[3] - inner[1])
        how = _RESAMPLING[self.interpolation]
        resampled = picture.resize(size, how, self.seen(width, height), reducing_gap=_GAP)
        if size == (self.size, self.size):
            return np.asarray(resampled)
        square = np.full((self.size, self.size, 3), GREY, np.uint8)
        square[inner[1] : inner[3], inner[0] : inner[2]] = np.asarray(resampled)
        return square

    def inside(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Where in the square a picture of that size lies: left, top, right, bottom; all of it but for `fit` "pad"."""
        if self.fit != "pad":
            return 0, 0, self.size, self.size
        longer = max(width, height)
        across, down = (max(1, round(self.size * side / longer)) for side in (width, height))
        left, top = (self.size - across) // 2, (self.size - down) // 2
        return left, top, left + across, top + down

    def seen(self, width: int, height: int) -> tuple[float, float, float, float]:
        """What of a picture of that size the network sees: left, top, right, bottom in its pixels."""
        if self.fit != "crop" or (width, height) == (self.size, self.size):
            return 0.0, 0.0, float(width), float(height)
        shorter = min(width, height)
        across, down = (max(self.size, int(self.resize * side / shorter)) for side in (width, height))
        left, top = (round((side - self.size) / 2.0) for side in (across, down))
        x, y = width / across, height / down
        return left * x, top * y, min(width, (left + self.size) * x), min(height, (top + self.size) * y)

    def plain(self) -> dict[str, Any]:
        """The record as JSON holds it. A crop and no range are not told: so it was before there was anything else."""
        return {name: value for name, value in asdict(self).items() if (name, value) not in _UNTOLD}

    @classmethod
    def of(cls, backbone: Backbone, version: str = "default") -> Preprocessing:
        """What the weights of that version were published with; "none" is read as the default version."""
        file = backbone.published("default" if version == "none" else version)
        return cls(backbone.input_size, file.resize, backbone.mean, backbone.std, backbone.interpolation)

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> Preprocessing:
        """The inverse of `plain`. Raises KeyError, TypeError or ValueError for values that cannot be."""
        size, resize = int(value["size"]), int(value["resize"])
        fit, greys = value.get("fit", "crop"), value.get("greys")
        if not 1 <= size <= resize <= 4096 or value["interpolation"] not in _RESAMPLING or fit not in FITS:
            raise ValueError("preprocessing")
        mean, std = _three(value["mean"]), _three(value["std"])
        if min(std) <= 0:
            raise ValueError("deviation")
        return cls(size, resize, mean, std, value["interpolation"], fit, None if greys is None else _range(greys))


def _range(values: Any) -> tuple[float, float]:
    low, high = (float(value) for value in values)
    if not -math.inf < low < high < math.inf:
        raise ValueError("greys")
    return low, high


def _three(values: Any) -> tuple[float, float, float]:
    red, green, blue = (float(value) for value in values)
    return red, green, blue
