"""Augmentations: AUGMENTATIONS, one record each: small random changes of a photo that leave its class as it is.

They work on pixels, without torch, so that the threads that decode can run them; what is drawn depends on the photo's
digest and the view's key alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Augmentation:
    """A kind of random change; its name and explanation are `choice.augmentation.NAME`.

    `change(pixels, random)`: pixels (H, W, 3), uint8 → pixels of the same or a smaller size, memory of their own.
    """

    name: str
    change: Callable[[NDArray[np.uint8], Generator], NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class AugmentedView:
    """One random look at every photo, always the same one: a `engine.embed.views.View`."""

    augmentation: str
    index: int
    seed: int = 0

    @property
    def key(self) -> str:
        """What tells this view's embeddings from those of others; "" for photos as they are."""
        return "" if self.augmentation == "none" else f"{self.augmentation}-{self.seed}-{self.index}"

    def apply(self, pixels: NDArray[np.uint8], digest: str) -> NDArray[np.uint8]:
        """The photo with that digest (hex), changed; pixels (H, W, 3), uint8."""
        if self.augmentation == "none":
            return pixels
        drawn = hashlib.sha256(f"{self.key} {digest}".encode()).digest()
        random = np.random.default_rng(int.from_bytes(drawn[:8], "little"))
        return AUGMENTATIONS[self.augmentation].change(pixels, random)


def _none(pixels: NDArray[np.uint8], random: Generator) -> NDArray[np.uint8]:  # noqa: ARG001
    return pixels


def _flip(pixels: NDArray[np.uint8], random: Generator) -> NDArray[np.uint8]:
    return np.ascontiguousarray(pixels[:, ::-1]) if random.random() < 0.5 else pixels


def _light(pixels: NDArray[np.uint8], random: Generator) -> NDArray[np.uint8]:
    pixels = _crop(_flip(pixels, random), random, smallest=0.8)
    return _recolour(pixels, random, strength=0.1)


def _strong(pixels: NDArray[np.uint8], random: Generator) -> NDArray[np.uint8]:
    pixels = _turn(_flip(pixels, random), random, degrees=15)
    pixels = _crop(pixels, random, smallest=0.5)
    return _erase(_recolour(pixels, random, strength=0.3), random)


def _crop(pixels: NDArray[np.uint8], random: Generator, *, smallest: float) -> NDArray[np.uint8]:
    """A part with at least the share `smallest` of the area, of the photo's own proportions."""
    height, width = pixels.shape[:2]
    side = float(np.sqrt(random.uniform(smallest, 1.0)))
    rows, columns = max(1, round(height * side)), max(1, round(width * side))
    top = int(random.integers(0, height - rows + 1))
    left = int(random.integers(0, width - columns + 1))
    return np.ascontiguousarray(pixels[top : top + rows, left : left + columns])


def _recolour(pixels: NDArray[np.uint8], random: Generator, *, strength: float) -> NDArray[np.uint8]:
    """Brightness, contrast and each colour's weight changed by up to `strength`, a share: one table per colour."""
    contrast = random.uniform(1 - strength, 1 + strength)
    brightness = random.uniform(-strength, strength) * 255
    balance = random.uniform(1 - strength / 3, 1 + strength / 3, size=3)
    levels = np.arange(256, dtype=np.float32)
    tables = ((levels - 127.5) * contrast + 127.5 + brightness)[:, None] * balance
    table = np.clip(tables + 0.5, 0, 255).astype(np.uint8)
    return np.stack([table[pixels[..., colour], colour] for colour in range(3)], axis=-1)


def _turn(pixels: NDArray[np.uint8], random: Generator, *, degrees: float) -> NDArray[np.uint8]:
    angle = float(random.uniform(-degrees, degrees))
    mean = tuple(int(value) for value in pixels.reshape(-1, 3)[::97].mean(axis=0))
    turned = Image.fromarray(pixels).rotate(angle, Image.Resampling.BILINEAR, fillcolor=mean)
    return np.asarray(turned)


def _erase(pixels: NDArray[np.uint8], random: Generator) -> NDArray[np.uint8]:
    """One of four photos loses a rectangle of 5 to 20 % of its area to grey (Zhong et al. 2020)."""
    if random.random() >= 0.25:
        return pixels
    height, width = pixels.shape[:2]
    side = float(np.sqrt(random.uniform(0.05, 0.2)))
    rows, columns = round(height * side), round(width * side)
    top = int(random.integers(0, height - rows + 1))
    left = int(random.integers(0, width - columns + 1))
    pixels = pixels.copy()
    pixels[top : top + rows, left : left + columns] = 127
    return pixels


_ROWS: Final = (
    Augmentation("none", _none),
    Augmentation("flip", _flip),
    Augmentation("light", _light),
    Augmentation("strong", _strong),
)
AUGMENTATIONS: Final[dict[str, Augmentation]] = {row.name: row for row in _ROWS}
