"""An ascent's pictures as a film: a GIF, an animated WebP, or a folder of PNGs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.files import atomic_write, make_folder
from engine.job.words import EngineError
from engine.photos.door import write_png
from engine.places import MARK

MILLISECONDS: Final = 60  # a frame
HOLD: Final = 1500  # the last one
FRAMES: Final = 96  # as many as a film has at most


def check_film(path: Path) -> None:
    """Raises EngineError `unknown_film` for a file of another kind."""
    if path.suffix and path.suffix.lower() not in (".gif", ".webp") and not path.is_dir():
        raise EngineError("unknown_film", path=str(path))


def spacing(steps: int) -> int:
    """Every how many steps a frame is kept."""
    return max(1, -(-steps // FRAMES))


def pictures_in(folder: Path, count: int = FRAMES + 1) -> list[Path]:
    """Where the single pictures of a film go in a folder: of as many as there are, or can be."""
    return [folder / f"{number:04d}.png" for number in range(count)]


def write_film(path: Path, frames: Sequence[NDArray[np.uint8]]) -> None:
    """Writes pictures (H, W, 3) in order, all as large as the largest.

    Raises EngineError `disk_full` or `not_written`.
    """
    pictures = _of_one_size(frames)
    if path.suffix.lower() not in (".gif", ".webp"):
        make_folder(path)
        for place, picture in zip(pictures_in(path, len(pictures)), pictures, strict=True):
            write_png(place, np.asarray(picture))
        return
    durations = [MILLISECONDS] * (len(pictures) - 1) + [HOLD]
    kind = path.suffix[1:].upper()

    def write(file: IO[bytes]) -> None:
        first, *others = pictures
        told = {"comment": MARK} if kind == "GIF" else {"xmp": MARK.encode()}
        first.save(file, kind, save_all=True, append_images=others, duration=durations, loop=0, **told)

    atomic_write(path, write)


def _of_one_size(frames: Sequence[NDArray[np.uint8]]) -> list[Image.Image]:
    """A canvas that grew finer was smaller before."""
    size = max((frame.shape[1::-1] for frame in frames), default=(0, 0))
    whole = (Image.fromarray(frame) for frame in frames)
    return [one if one.size == size else one.resize(size, Image.Resampling.BICUBIC) for one in whole]
