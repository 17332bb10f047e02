"""What a camera wrote beside a picture (EXIF 2.32): when it was taken, and with which camera."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from PIL import Image

_EXIF_IFD: Final = 0x8769
_MAKE, _MODEL, _SERIAL = 0x010F, 0x0110, 0xA431
_TAKEN, _FRACTION = 0x9003, 0x9291  # DateTimeOriginal, SubSecTimeOriginal
_FIRST: Final = 1990  # a camera that was never set tells an earlier year


class Shot(NamedTuple):
    """`seconds`: on the camera's own clock, comparable with the same camera's alone. `camera`: tells cameras apart."""

    seconds: float
    camera: int


def shot_of(picture: Image.Image) -> Shot | None:
    """When an opened picture was taken; None where it does not tell, or nonsense."""
    try:
        exif = picture.getexif()
        if not exif:
            return None
        inner = exif.get_ifd(_EXIF_IFD)
        time = datetime.strptime(_text(inner.get(_TAKEN))[:19], "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
        fraction = _text(inner.get(_FRACTION))
        camera = "|".join((_text(exif.get(_MAKE)), _text(exif.get(_MODEL)), _text(inner.get(_SERIAL))))
    except MemoryError:
        raise
    except Exception:
        return None
    if time.year < _FIRST:
        return None
    part = float(f"0.{fraction}") if fraction.isascii() and fraction.isdigit() else 0.0
    return Shot(time.timestamp() + part, zlib.crc32(camera.encode(errors="replace")))


def _text(value: Any) -> str:
    return value.strip(" \0\t\n") if isinstance(value, str) else ""
