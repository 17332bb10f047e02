"""Photos to measure with: as many as wanted, all different, of the size and the density of a camera's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE = (1024, 768)
QUALITY = 85
_GRAIN = 17.0  # grey levels; gives the 150 to 220 kB that photos of this size and quality have


def make_photos(folder: Path, count: int, samples: Path, size: tuple[int, int] = SIZE) -> list[Path]:
    """Writes `count` JPEGs into a folder a class below `folder`: sample photos, cut and enlarged at random.

    Enlarged photos lack fine detail, and would be decoded faster than real ones: 1/f noise, whose spectrum is that of
    natural scenes, brings it back.
    """
    random = np.random.default_rng(0)
    sources = random.permutation(np.array(sorted(samples.rglob("*.jpg")), dtype=object))
    details = [_detail(random, size) for _ in range(8)]
    files = []
    for number in range(count):
        source = sources[number % len(sources)]
        with Image.open(source) as opened:
            picture = _cut(opened.convert("RGB"), random).resize(size, Image.Resampling.BICUBIC)
        detail = np.roll(details[number % len(details)], random.integers(0, size[1], 2), (0, 1))
        pixels = np.clip(np.asarray(picture, np.float32) + detail[..., None], 0, 255).astype(np.uint8)
        file = folder / source.parent.name / f"{number:05}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(file, quality=QUALITY)
        files.append(file)
    return files


def _cut(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    width, height = picture.size
    share = random.uniform(0.75, 1.0)
    left, top = random.uniform(0, 1 - share, 2)
    return picture.crop(
        tuple(int(v) for v in (left * width, top * height, (left + share) * width, (top + share) * height))
    )


def _detail(random: np.random.Generator, size: tuple[int, int]) -> NDArray[np.float32]:
    """Noise (height, width) with an amplitude spectrum of 1/f above the frequencies that an enlarged photo has."""
    width, height = size
    spectrum = np.fft.rfft2(random.standard_normal((height, width)))
    down, across = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None]
    frequency = np.hypot(down, across)
    shaped = np.where(frequency > 0.03, spectrum / np.maximum(frequency, 0.03), 0.0)
    noise = np.fft.irfft2(shaped, (height, width))
    return (noise * (_GRAIN / noise.std())).astype(np.float32)
