"""Pictures that came without a file, from the clipboard say, kept as files so that a job can read them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from engine.files import atomic_write, home, sweep
from engine.photos.door import encode_png, read_photo_bytes

KEPT: Final = 24
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def keep_picture(data: bytes) -> Path:
    """Writes a picture's encoded bytes as a PNG under home()/pasted, the newest two dozen of which stay.

    The same bytes give the same file. Raises PhotoFault where they are no picture, EngineError where writing fails.
    """
    pixels = read_photo_bytes(data)
    folder = home() / "pasted"
    path = folder / f"{hashlib.sha256(data).hexdigest()[:12]}.png"
    atomic_write(path, data if data.startswith(_PNG) else encode_png(pixels))
    sweep(folder)
    kept = sorted(folder.glob("*.png"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for old in kept[KEPT:]:
        old.unlink(missing_ok=True)
    return path
