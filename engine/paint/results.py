"""Where the pictures that jobs make go, and that they are judged by what stands on the disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.files import home, shown
from engine.job.words import EngineError
from engine.photos.door import PhotoFault, read_photo, write_png
from engine.photos.pixels import Range


def result_path(out: Path | None, name: str) -> Path:
    """Where a picture is saved: `out`, or `name` in the application's own folder. Raises EngineError `only_png`."""
    path = home() / "pictures" / f"{name}.png" if out is None else out
    if path.suffix.lower() != ".png":
        raise EngineError("only_png", path=shown(path))
    return path


def save_and_read(path: Path, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Writes a picture (H, W, 3) as PNG and reads it back through the ordinary door.

    Raises EngineError `disk_full`, `not_written` or `photo_unreadable`.
    """
    write_png(path, pixels)
    return photo(path)


def photo(path: Path, shorter: int | None = None, greys: Range | None = None) -> NDArray[np.uint8]:
    """A photo's pixels (H, W, 3), deep greys by that range. Raises EngineError `photo_unreadable` with the reason."""
    try:
        return read_photo(path, shorter=shorter, greys=greys)
    except PhotoFault as fault:
        raise EngineError("photo_unreadable", path=shown(path), reason=fault.reason) from fault
