"""From a picture of any size to the square that a network looks at. Torch-free: decoding threads run it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.models.backbones import Backbone, Interpolation

_RESAMPLING: Final = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
_GAP: Final = 3.0  # a picture more than twice this much too large is averaged down first, by whole steps


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a model wants its pictures: the shorter side to `resize` pixels, the centre `size` × `size`, then normalised.

    As in torchvision: antialiased, mean and deviation for pixels in [0, 1].
    """

    size: int
    resize: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    interpolation: Interpolation

    @property
    def decode_shorter(self) -> int:
        """How many pixels a decoder must keep on the shorter side."""
        return self.resize

    def prepare(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(H, W, 3) → (size, size, 3), both uint8 sRGB. A picture that already has that size is taken as it is."""
        height, width = pixels.shape[:2]
        if (height, width) == (self.size, self.size):
            return pixels
        picture = Image.fromarray(np.ascontiguousarray(pixels))
        box = self.crop(width, height)
        resampled = picture.resize((self.size, self.size), _RESAMPLING[self.interpolation], box, reducing_gap=_GAP)
        return np.asarray(resampled)

    def crop(self, width: int, height: int) -> tuple[float, float, float, float]:
        """What of a picture of that size the network sees: left, top, right, bottom in its pixels."""
        shorter = min(width, height)
        across, down = (max(self.size, int(self.resize * side / shorter)) for side in (width, height))
        left, top = (round((side - self.size) / 2.0) for side in (across, down))
        x, y = width / across, height / down
        return left * x, top * y, min(width, (left + self.size) * x), min(height, (top + self.size) * y)

    def plain(self) -> dict[str, Any]:
        """The record as JSON holds it."""
        return asdict(self)

    @classmethod
    def of(cls, backbone: Backbone, version: str = "default") -> Preprocessing:
        """What the weights of that version were published with; "none" is read as the default version."""
        file = backbone.published("default" if version == "none" else version)
        return cls(backbone.input_size, file.resize, backbone.mean, backbone.std, backbone.interpolation)

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> Preprocessing:
        """The inverse of `plain`. Raises KeyError, TypeError or ValueError for values that cannot be."""
        size, resize = int(value["size"]), int(value["resize"])
        if not 1 <= size <= resize <= 4096 or value["interpolation"] not in _RESAMPLING:
            raise ValueError("preprocessing")
        mean, std = _three(value["mean"]), _three(value["std"])
        if min(std) <= 0:
            raise ValueError("deviation")
        return cls(size, resize, mean, std, value["interpolation"])


def _three(values: Any) -> tuple[float, float, float]:
    red, green, blue = (float(value) for value in values)
    return red, green, blue
