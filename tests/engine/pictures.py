"""Pictures to test with, drawn from a seed: different ones for different seeds, with structure as photos have."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image


def drawn(seed: int, width: int = 96, height: int = 72) -> Image.Image:
    """A colourful picture of soft blobs."""
    noise = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)


def saved(path: Path, seed: int, **given: object) -> Path:
    """`drawn(seed)` as a file; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn(seed).save(path, **given)
    return path


def folder_of(root: Path, **classes: int) -> Path:
    """A folder per class with so many different photos each."""
    for number, (name, count) in enumerate(classes.items()):
        for index in range(count):
            saved(root / name / f"{index}.jpg", 1000 * number + index)
    return root
