"""How far a picture is from the one it was made of. Torch-free."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Distance:
    """`linf`: the largest change, in steps of 1/255. `l2`: Euclidean, over pixels in [0, 1].

    `changed`: the share of pixels (of any colour) that differ. `psnr`: in decibels; infinite for equal pictures.
    """

    linf: int
    l2: float
    changed: float
    psnr: float


def distance(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> Distance:
    """The distance of two pictures (H, W, 3) of one size. Raises ValueError where the sizes differ."""
    if before.shape != after.shape:
        raise ValueError(f"{before.shape} and {after.shape}")
    change = after.astype(np.int32) - before.astype(np.int32)
    squares = int((change.astype(np.int64) ** 2).sum())
    error = squares / change.size
    return Distance(
        linf=int(np.abs(change).max()),
        l2=math.sqrt(squares) / 255.0,
        changed=float((change != 0).any(axis=-1).mean()),
        psnr=10.0 * math.log10(255.0**2 / error) if error else math.inf,
    )


def magnified(before: NDArray[np.uint8], after: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    """The signed change × `factor` around mid grey, to look at: (H, W, 3)."""
    change = (after.astype(np.float32) - before.astype(np.float32)) * factor + 128.0
    shown: NDArray[np.uint8] = np.clip(np.rint(change), 0, 255).astype(np.uint8)
    return shown
