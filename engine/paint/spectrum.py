"""How much of each frequency photos have, in each of the decorrelated colours.

Colours as Olah et al., "Feature Visualization" (Distill, 2017), and Lucid: how those of natural pictures vary together.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.job.declare import Turns
from engine.job.events import Event
from engine.job.words import EngineError
from engine.models.preprocessing import Preprocessing
from engine.paint.memory import opened, some_photos

_COLOURS: Final = ((0.26, 0.09, 0.02), (0.27, 0.00, -0.05), (0.27, -0.09, 0.03))
_COLOUR_NORM: Final = 0.462
SIDE: Final = 224  # px of the square of a photo that is measured
_MIDDLE: Final = Preprocessing(SIDE, SIDE, (0.5,) * 3, (0.5,) * 3, "bilinear")
_TAIL: Final = 4  # the finest frequencies go on as between a `_TAIL`th of them and the last


def colours(device: torch.device | str = "cpu") -> Tensor:
    """The matrix (3, 3) from decorrelated colours to red, green and blue."""
    return torch.tensor(_COLOURS, device=device) / _COLOUR_NORM


def waves_of(pixels: Tensor) -> Tensor:
    """Pixels (N, 3, H, W) in [0, 1] → the coefficients of their waves in decorrelated colours, (N, 3, H, W // 2 + 1).

    Of what a sigmoid makes pixels of; black and white count as nearly so.
    """
    levels = torch.logit(pixels.contiguous(), eps=0.01)
    apart = torch.einsum("dc,nchw->ndhw", torch.linalg.inv(colours(pixels.device)), levels)
    waves: Tensor = torch.fft.rfft2(apart, norm="forward")
    return waves


def frequencies(height: int, width: int) -> Tensor:
    """Of each coefficient of a real picture its cycles over the picture, (H, W // 2 + 1); those of the longer side."""
    rows = torch.fft.fftfreq(height).view(-1, 1)
    columns = torch.fft.rfftfreq(width).view(1, -1)
    return max(height, width) * torch.sqrt(rows.square() + columns.square())


@dataclass(frozen=True, slots=True)
class Spectrum:
    """The mean magnitude by frequency of each decorrelated colour: `magnitudes` (3, K), at 1, 2, … K cycles."""

    magnitudes: tuple[tuple[float, ...], ...]

    def at(self, cycles: Tensor) -> Tensor:
        """The magnitudes at frequencies (…): (3, …); between those known, and beyond them, along powers."""
        wanted = np.log(cycles.clamp_min(1.0).numpy())
        found = []
        for row in self.magnitudes:
            known, figures = np.log(np.arange(1, len(row) + 1)), np.log(np.maximum(row, 1e-12))
            early = max(0, len(row) // _TAIL - 1)
            fall = (figures[-1] - figures[early]) / max(1e-9, known[-1] - known[early])
            beyond = figures[-1] + fall * (wanted - known[-1])
            found.append(np.exp(np.where(wanted > known[-1], beyond, np.interp(wanted, known, figures))))
        return torch.from_numpy(np.stack(found)).to(torch.float32)


def measured(photos: Sequence[NDArray[np.uint8]]) -> Spectrum:
    """The spectrum of photos (`SIDE`, `SIDE`, 3). Raises ValueError for none."""
    if not photos:
        raise ValueError("no photos")
    cycles = frequencies(SIDE, SIDE).round().to(torch.int64)
    total = torch.zeros(3, *cycles.shape)
    for photo in photos:
        pixels = torch.from_numpy(photo.copy()).permute(2, 0, 1)[None].to(torch.float32) / 255.0
        total += waves_of(pixels)[0].abs()
    rows = []
    for colour in total / len(photos):
        sums = torch.zeros(SIDE // 2 + 1).index_add_(0, cycles.clamp_max(SIDE // 2).flatten(), colour.flatten())
        counts = torch.bincount(cycles.clamp_max(SIDE // 2).flatten(), minlength=SIDE // 2 + 1)
        rows.append(tuple((sums / counts)[1:-1].tolist()))  # the last holds the corners as well
    return Spectrum(tuple(rows))


def of_folder(folder: Path) -> Generator[Event, Turns, Spectrum]:
    """The spectrum of a folder's photos, of the middle of each. Raises EngineError `no_photos_to_measure`."""
    found: list[NDArray[np.uint8]] = []
    photos = some_photos(folder)
    for step in opened(photos, _MIDDLE):
        if isinstance(step, list):
            found += step
        else:
            yield step
    if not found:
        raise EngineError("no_photos_to_measure", path=str(folder), count=len(photos))
    return measured(found)


PHOTOGRAPHIC: Final = Spectrum(
    tuple(
        tuple(size / SIDE**2 * cycle**-fall for cycle in range(1, SIDE // 2))
        for size, fall in ((51_209.0, 1.375), (33_346.0, 1.313), (20_876.0, 1.136))
    )
)
"""What photos usually have: powers of the frequency, measured over many (Fel et al., "Unlocking Feature Visualization
for Deeper Networks with MAgnitude Constrained Optimization", 2023, do with phases what this is for)."""
