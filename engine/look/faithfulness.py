"""Whether a heat map marks what counts: delete the marked pixels, or keep them alone, and see how far the score moves.

Deletion and insertion after Petsiuk, Das and Saenko 2018 (RISE), with a blurred picture in place of what is deleted,
beside the same for places chosen at random, without which the figures say little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional as transforms

from engine.models.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARES: Final = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """Probabilities of the class against `shares` of the pixels, fractions.

    `deleted`: the most marked share is blurred away (a faithful map falls fast). `kept`: that share alone is left (a
    faithful map climbs fast). `random_deleted`: as `deleted`, for squares at random.
    """

    shares: tuple[float, ...]
    deleted: tuple[float, ...]
    kept: tuple[float, ...]
    random_deleted: tuple[float, ...]

    @property
    def score(self) -> float:
        """Area between the random curve and the deletion curve, in probability: above 0 the map marks what counts."""
        gap = np.subtract(self.random_deleted, self.deleted)
        return float(np.trapezoid(gap, self.shares))


def check(network: Network, pixels: Tensor, target: int, heat: NDArray[np.float32], seed: int = 0) -> Faithfulness:
    """Deletes and keeps growing shares of `pixels` (1, 3, H, W) in the order of `heat` (H, W)."""
    blurred = transforms.gaussian_blur(pixels, [31, 31], [10.0, 10.0])
    marked, random = _ranks(heat), _ranks(_coarse_noise(heat.shape, seed))
    deleted = _curve(network, target, pixels, blurred, marked)
    kept = _curve(network, target, blurred, pixels, marked)
    chance = _curve(network, target, pixels, blurred, random)
    return Faithfulness(SHARES, deleted, kept, chance)


def _curve(network: Network, target: int, before: Tensor, after: Tensor, ranks: Tensor) -> tuple[float, ...]:
    """The class's probability as a growing share, by rank, turns from `before` into `after`."""
    masks = torch.stack([(ranks < share).to(before)[None] for share in SHARES]).to(before.device)
    with torch.no_grad():
        probabilities = network(before * (1 - masks) + after * masks).softmax(dim=1)[:, target]
    return tuple(float(probability) for probability in probabilities)


def _ranks(heat: NDArray[np.float32]) -> Tensor:
    """Each pixel's place in the order of falling heat, from 0 to 1."""
    order = np.argsort(-heat, axis=None, kind="stable")
    ranks = np.empty(heat.size, np.float32)
    ranks[order] = np.arange(heat.size, dtype=np.float32) / heat.size
    return torch.from_numpy(ranks.reshape(heat.shape))


def _coarse_noise(shape: tuple[int, ...], seed: int) -> NDArray[np.float32]:
    """Noise of the coarseness of a class activation map: squares, as a map's marks are no single pixels either."""
    rough = np.random.default_rng(seed).random((7, 7), np.float32)
    rows, columns = (np.arange(side) * 7 // side for side in shape)
    return rough[np.ix_(rows, columns)]
