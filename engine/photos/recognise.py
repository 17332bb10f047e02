"""Which data set an archive is of: by what lies in it, or at a glance."""

from __future__ import annotations

import re
import zipfile
import zlib
from itertools import islice
from pathlib import Path
from typing import Final

from engine.files import shown
from engine.job.words import EngineError
from engine.photos.datasets import DATA_SETS, DataSet
from engine.photos.tarred import TarredError, is_tar, walk_tar
from engine.photos.unpack import is_zip

_LOOKED_AT: Final = 200  # entries from the beginning, to know an archive by
_GLANCE: Final = 1 << 18  # bytes of a file's beginning and end that are glanced at
_GLANCED: Final = 1 << 22  # bytes that these may unpack to
_ZIPPED: Final = re.compile(rb"(?s)PK\x03\x04.{22}(..)..|PK\x01\x02.{24}(..).{16}")
_SMALL: Final = 1 << 31  # bytes that these may hold


def known(archive: Path) -> DataSet:
    """The data set whose archive a file is, by what lies in it.

    Raises EngineError `no_archive`, `archive_is_folder`, `archive_unreadable`, `archive_damaged`, `archive_bomb` or
    `data_set_unknown`.
    """
    if archive.is_dir():
        raise EngineError("archive_is_folder", path=shown(archive))
    try:
        if is_tar(archive):
            names = [entry.name for entry in islice(walk_tar(archive, _SMALL, _LOOKED_AT + 1), _LOOKED_AT)]
        elif is_zip(archive):
            with zipfile.ZipFile(archive) as opened:
                names = opened.namelist()
        else:
            archive.open("rb").close()
            names = []
    except (zipfile.BadZipFile, TarredError, UnicodeDecodeError) as error:
        raise EngineError("archive_damaged", path=shown(archive)) from error
    except FileNotFoundError as error:
        raise EngineError("no_archive", path=shown(archive)) from error
    except OSError as error:
        raise EngineError("archive_unreadable", path=shown(archive), detail=error.strerror or str(error)) from error
    paths = [_parts(name) for name in names]
    for row in DATA_SETS.values():
        if any(row.shows(path) for path in paths if path and _fits(row, archive)):
            return row
    titles = ", ".join(row.title for row in DATA_SETS.values())
    raise EngineError("data_set_unknown", path=shown(archive), titles=titles)


def glance(archive: Path) -> DataSet | None:
    """The data set whose archive a file seems to be, by its beginning and its end alone; None where it seems none.

    It takes a moment, whatever lies there. `known` looks closer.
    """
    try:
        with archive.open("rb") as file:
            head = file.read(_GLANCE)
            file.seek(max(0, archive.stat().st_size - _GLANCE))
            tail = file.read(_GLANCE)
        names = _names_in_tar(head) if is_tar(archive) else _names_in_zip(head) + _names_in_zip(tail)
    except (OSError, zlib.error):
        return None
    paths = [_parts(name) for name in names]
    rows = (row for row in DATA_SETS.values() if _fits(row, archive))
    return next((row for row in rows if any(row.shows(path) for path in paths if path)), None)


def _names_in_zip(piece: bytes) -> list[str]:
    """The names in a piece of a ZIP: of entries, and of its table of contents."""
    found = (piece[at.end() : at.end() + int.from_bytes(at[1] or at[2], "little")] for at in _ZIPPED.finditer(piece))
    return [name.decode("utf-8", "replace") for name in found]


def _names_in_tar(head: bytes) -> list[str]:
    """The names of the first entries of a tar.gz."""
    plain = zlib.decompressobj(31).decompress(head, _GLANCED)
    names, place = list[str](), 0
    while place + 512 <= len(plain) and plain[place + 257 : place + 262] == b"ustar":
        names.append(plain[place : place + 100].split(b"\0")[0].decode("utf-8", "replace"))
        size = re.match(rb"[ \0]*([0-7]{1,11})", plain[place + 124 : place + 136])
        place += 512 + -(-int(size[1], 8) // 512) * 512 if size is not None else 512
    return names


def _fits(row: DataSet, archive: Path) -> bool:
    return row.file.endswith(".zip") or is_tar(archive)


def _parts(name: str) -> list[str]:
    return [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
