"""What a TIFF says of itself that Pillow does not: satellites and microscopes write more bands than it takes."""

from __future__ import annotations

import struct
from typing import IO, Final

_SAMPLES: Final = 277  # the tag for how many figures a pixel has
_MOST_TAGS: Final = 4096


def tiff_bands(file: IO[bytes]) -> int | None:
    """How many figures each pixel of an open TIFF has; None where that is no TIFF, or damaged, or does not say."""
    file.seek(0)
    head = file.read(16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 16:
        return None
    large = struct.unpack(order + "H", head[2:4])[0] == 43  # BigTIFF
    start = struct.unpack(order + ("Q" if large else "I"), head[8:16] if large else head[4:8])[0]
    try:
        file.seek(start)
        count = struct.unpack(order + ("Q" if large else "H"), file.read(8 if large else 2))[0]
        for _ in range(min(count, _MOST_TAGS)):
            entry = file.read(20 if large else 12)
            tag, kind = struct.unpack(order + "HH", entry[:4])
            if tag == _SAMPLES and kind == 3:
                return int(struct.unpack(order + "H", entry[12:14] if large else entry[8:10])[0])
    except (struct.error, OSError, OverflowError, ValueError):
        return None
    return None
