"""What stands between a canvas and the network: the way a photo is fitted to it, and the treatments of EOT.

Each is done exactly in the forward pass, as the program does it to files, while the gradient takes a smooth way.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from engine.models.pictures import pictures, tensor
from engine.models.preprocessing import GREY, Preprocessing
from engine.paint.treatments import ENDURANCE


class Fit:
    """From a photo of its own size to the network's square: (N, 3, H, W) → (N, 3, size, size)."""

    def __init__(self, preprocessing: Preprocessing) -> None:
        self._preprocessing = preprocessing

    def __call__(self, pixels: Tensor) -> Tensor:
        height, width = pixels.shape[2:]
        size = self._preprocessing.size
        left, top, right, bottom = self._preprocessing.seen(width, height)
        cut = pixels[:, :, round(top) : round(bottom), round(left) : round(right)]
        x, y, x_end, y_end = self._preprocessing.inside(width, height)
        mode = self._preprocessing.interpolation
        smooth = functional.interpolate(cut, (y_end - y, x_end - x), mode=mode, antialias=True)
        smooth = functional.pad(smooth, (x, size - x_end, y, size - y_end), value=GREY / 255)
        exact = [self._preprocessing.prepare(picture) for picture in pictures(pixels)]
        return passed_by(smooth, exact)


class Endure:
    """Each picture once as it is and `samples` − 1 times after treatments drawn by chance: (1, …) → (samples, …)."""

    def __init__(self, treatments: Sequence[str], samples: int, seed: int) -> None:
        self._treatments = tuple(treatments)
        self._samples = samples
        self._chance = Random(seed)

    def __call__(self, pixels: Tensor) -> Tensor:
        (picture,) = pictures(pixels)
        treated = [picture]
        for _ in range(self._samples - 1):
            treat = ENDURANCE[self._chance.choice(self._treatments)]
            treated.append(treat(picture, self._chance.randrange(2**31)))
        return passed_by(pixels.expand(self._samples, -1, -1, -1), treated)


def passed_by(smooth: Tensor, exact: Sequence[NDArray[np.uint8]]) -> Tensor:
    """`exact` in the forward pass, the gradient of `smooth` in the backward pass: (N, 3, H, W)."""
    return tensor(exact, smooth.device) + (smooth - smooth.detach())
