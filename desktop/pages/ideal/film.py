"""The frames of an ascent so far, a bounded number of bounded size, and the newest one whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

CAPACITY: Final = 120
SIDE: Final = 256


class Film:
    """Frames are uint8 (H, W, 3), their longer side at most SIDE pixels.

    When CAPACITY are there, every second one gives way, and from then on only each second picture becomes a frame.
    """

    def __init__(self) -> None:
        self._steps: list[int] = []
        self._frames: list[NDArray[np.uint8]] = []
        self._every = 1
        self._count = 0
        self._newest: NDArray[np.uint8] | None = None
        self._newest_step = 0

    def add(self, step: int, pixels: NDArray[np.uint8]) -> None:
        """Takes the next picture."""
        if self._count % self._every == 0:
            self._steps.append(step)
            self._frames.append(reduced(pixels))
        self._count += 1
        self._newest, self._newest_step = pixels, step
        if len(self._frames) >= CAPACITY:
            self._steps, self._frames = self._steps[::2], self._frames[::2]
            self._every *= 2

    @property
    def steps(self) -> tuple[int, ...]:
        """The frames' steps; the newest picture is always the last."""
        newest = [self._newest_step] if self._newest is not None and self._newest_step not in self._steps else []
        return (*self._steps, *newest)

    @property
    def newest(self) -> NDArray[np.uint8] | None:
        """The newest picture, in its own size."""
        return self._newest

    def frame(self, place: int) -> NDArray[np.uint8]:
        """The frame at a place of `steps`, reduced."""
        if place < len(self._frames):
            return self._frames[place]
        assert self._newest is not None
        return reduced(self._newest)

    def picture(self, place: int) -> NDArray[np.uint8]:
        """The frame at a place of `steps`, the newest one in its own size."""
        if self._newest is not None and place >= len(self.steps) - 1:
            return self._newest
        return self.frame(place)

    def frames(self) -> list[NDArray[np.uint8]]:
        """All frames in order."""
        return [self.frame(place) for place in range(len(self.steps))]


def reduced(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture with no side longer than SIDE; a smaller one is itself."""
    longer = max(pixels.shape[:2])
    if longer <= SIDE:
        return pixels
    height, width = pixels.shape[:2]
    size = (max(1, round(width * SIDE / longer)), max(1, round(height * SIDE / longer)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR))
