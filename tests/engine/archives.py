"""Small archives of the same shape as those of the lesson's data sets."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pictures import drawn

CATS_AND_DOGS = {
    "PetImages/Cat/0.jpg": 1, "PetImages/Cat/1.jpg": 2, "PetImages/Dog/0.jpg": 3, "PetImages/Dog/1.jpg": 4,
    "PetImages/Dog/2.jpg": 5,
}  # fmt: skip
PETS = {
    "Abyssinian_1.jpg": 1, "Abyssinian_2.jpg": 2, "Egyptian_Mau_1.jpg": 3, "american_bulldog_1.jpg": 4,
    "american_bulldog_20.jpg": 5, "pug_3.jpg": 6,
}  # fmt: skip


def picture(number: int, kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    drawn(number).save(file, kind)
    return file.getvalue()


def cats_and_dogs(path: Path, more: Mapping[str, bytes] | None = None) -> Path:
    """A ZIP with photos of two classes, two of them empty, and papers beside them."""
    beside = {
        "PetImages/Cat/666.jpg": b"", "PetImages/Dog/11702.jpg": b"", "PetImages/Cat/Thumbs.db": b"x",
        "MSR-LA - 3467.docx": b"PK\x03\x04" + bytes(30), "readme[1].txt": b"read me", "PetImages/stray.jpg": picture(9),
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in ({n: picture(k) for n, k in CATS_AND_DOGS.items()} | beside | dict(more or {})).items():
            archive.writestr(name, content)
    return path


def pets(path: Path, more: Mapping[str, bytes] | None = None, names: Mapping[str, int] = PETS) -> Path:
    """A tar.gz with the class in each name, a picture of another kind than its name says, and tables of figures."""
    photos = {f"images/{name}": picture(k, "PNG" if "Mau" in name else "JPEG") for name, k in names.items()}
    return tarred(path, photos | {"images/Abyssinian_100.mat": b"MATLAB 5.0"} | dict(more or {}))


def tarred(path: Path, entries: Mapping[str, bytes | tarfile.TarInfo]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in entries.items():
            entry = content if isinstance(content, tarfile.TarInfo) else tarfile.TarInfo(name)
            data = content if isinstance(content, bytes) else b""
            if not isinstance(content, tarfile.TarInfo):
                entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def special(name: str, kind: bytes, leads_to: str) -> tarfile.TarInfo:
    """A link or a device."""
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, leads_to
    return entry
