"""A square picture on a sheet to be printed: a PDF in true size."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.files import atomic_write
from engine.photos.door import INCH, write_png
from engine.places import MARK

SHEET: Final = (210.0, 297.0)
"""A4, in millimetres: across, down."""
LARGEST: Final = 190.0
"""The longest side that fits on a sheet with a rim that printers can leave white, in millimetres."""
_FINE: Final = 300.0  # dots an inch that are fine enough
_LOSSLESS_LOOKING: Final = 98  # the quality that Pillow writes colours into a PDF with


def sheet(square: NDArray[np.uint8], millimetres: float) -> bytes:
    """A PDF of one A4 page with `square` (s, s, 3) in its middle, `millimetres` a side, when printed at 100 %.

    Each pixel is a small square of its own: nothing is smoothed.
    """
    side = square.shape[0]
    times = max(1, int(_FINE * millimetres / INCH / side))
    dots = side * times * INCH / millimetres  # an inch
    across, down = (round(length / INCH * dots) for length in SHEET)
    page = Image.new("RGB", (across, down), "white")
    large = Image.fromarray(np.ascontiguousarray(square)).resize((side * times,) * 2, Image.Resampling.NEAREST)
    page.paste(large, ((across - large.width) // 2, (down - large.height) // 2))
    file = io.BytesIO()
    page.save(file, "PDF", resolution=dots, quality=_LOSSLESS_LOOKING, subsampling=0, creator=MARK.encode())
    return file.getvalue()


def print_patch(path: Path, square: NDArray[np.uint8], millimetres: float) -> None:
    """Writes `square` (s, s, 3) to be printed `millimetres` wide: a PDF by the path's ending, else a PNG.

    Raises EngineError `disk_full` or `not_written`.
    """
    if path.suffix.lower() == ".pdf":
        atomic_write(path, sheet(square, millimetres))
    else:
        write_png(path, square, millimetres)
