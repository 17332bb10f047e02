"""A tar.gz read from its beginning to its end, with a limit on all that comes out of it; nothing is written here."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from typing_extensions import override

from engine.files import shown
from engine.job.words import EngineError

_RECORD: Final = 512  # bytes of a header, and of what a file is filled up to
_HEADER: Final = 1 << 20  # bytes that a name may be long, or whatever else stands before a file
_BLOCK: Final = 1 << 20


class TarredError(Exception):
    """An archive that cannot be read to its end."""


@dataclass(frozen=True, slots=True)
class Tarred:
    """An entry, before the next one is asked for. `size`: bytes unpacked; `read`: bytes of the archive until here.

    `file`: it is a file itself, no link, no device, and none with holes.
    """

    name: str
    folder: bool
    file: bool
    size: int
    read: int
    archive: tarfile.TarFile
    member: tarfile.TarInfo

    def open(self) -> IO[bytes]:
        """Its contents. Raises TarredError for what has none."""
        contents = self.archive.extractfile(self.member)
        if contents is None:
            raise TarredError
        return contents


class _Bounded(io.RawIOBase):
    """The unpacked stream, of which no more than `most` bytes may be read; `last`: what was read last.

    A header that announces a name of gigabytes is refused before it is read: only files may be long.
    """

    def __init__(self, stream: IO[bytes], archive: Path, most: int) -> None:
        super().__init__()
        self._stream = stream
        self._archive = archive
        self._most = most
        self.last = b""

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def read(self, size: int = -1, /) -> bytes:
        if not 0 <= size <= _HEADER + _BLOCK:
            raise TarredError
        self._watch(self._stream.tell() + size)
        self.last = self._stream.read(size)
        return self.last

    @override
    def readinto(self, buffer: Any, /) -> int:
        got = self.read(len(buffer))
        buffer[: len(got)] = got
        return len(got)

    @override
    def seek(self, place: int, whence: int = io.SEEK_SET, /) -> int:
        if whence != io.SEEK_SET or place < self._stream.tell():  # back would mean to unpack all again
            raise TarredError
        self._watch(place)
        return self._stream.seek(place)

    @override
    def tell(self) -> int:
        return self._stream.tell()

    def _watch(self, place: int) -> None:
        if place > self._most + _BLOCK:
            raise EngineError("archive_bomb", path=shown(self._archive), megabytes=place / 1e6)


def is_tar(path: Path) -> bool:
    """Whether a file begins as a tar.gz does: packed by gzip."""
    try:
        with path.open("rb") as file:
            return file.read(3) == b"\x1f\x8b\x08"
    except OSError:
        return False


def walk_tar(path: Path, most: int, entries: int) -> Iterator[Tarred]:
    """The entries of a tar.gz one after the other; all of it is read, and its check sum looked at.

    `most`: bytes that it may unpack to, `entries`: how many it may hold. Raises TarredError for one that is cut or
    damaged (while the contents of an entry are read, also EOFError or zlib.error), EngineError `archive_bomb`, OSError.
    """
    with path.open("rb") as packed, gzip.GzipFile(fileobj=packed) as stream:
        bounded = _Bounded(stream, path, most)  # type: ignore[arg-type]
        try:
            with tarfile.open(fileobj=bounded, mode="r:") as archive:
                for count, member in enumerate(archive):
                    if count >= entries or member.size > most:
                        raise EngineError("archive_bomb", path=shown(path), megabytes=member.size / 1e6)
                    yield _entry(archive, member, packed.tell())
                if len(bounded.last) != _RECORD or any(bounded.last):  # no end where its end should be
                    raise TarredError
            while bounded.read(_BLOCK):
                pass
        except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError, OverflowError) as error:
            raise TarredError(str(error)) from error


def _entry(archive: tarfile.TarFile, member: tarfile.TarInfo, read: int) -> Tarred:
    plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()
    name = member.name.split("\0")[0].replace("\\", "/")
    return Tarred(name, member.isdir(), plain, member.size, read, archive, member)
