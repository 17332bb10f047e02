"""A tar archive, plain or packed by gzip, bzip2 or xz, read from its beginning to its end.

All that comes out of it has a limit, and so has the memory that unpacking takes; nothing is written here.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
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
_MEMORY: Final = 256 << 20  # bytes that unpacking xz may take: the most that its own program packs with is 65 MB


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


class _Xz(io.RawIOBase):
    """The unpacked stream of an xz file, read forward. Raises lzma.LZMAError where that is damaged or takes memory."""

    def __init__(self, packed: IO[bytes]) -> None:
        super().__init__()
        self._packed = packed
        self._place = 0
        self._unpacker = self._fresh()

    @staticmethod
    def _fresh() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, _MEMORY)

    @override
    def readable(self) -> bool:
        return True

    @override
    def read(self, size: int = -1, /) -> bytes:
        found = bytearray()
        while len(found) < size:
            block = self._some(size - len(found))
            if not block:
                break
            found += block
        self._place += len(found)
        return bytes(found)

    def _some(self, size: int) -> bytes:
        """The next bytes, no more than `size`; none at the end."""
        while True:
            if self._unpacker.eof:  # another one may follow
                rest = self._unpacker.unused_data or self._packed.read(_BLOCK)
                if not rest.strip(b"\0"):
                    return b""
                self._unpacker = self._fresh()
            else:
                rest = self._packed.read(_BLOCK) if self._unpacker.needs_input else b""
                if self._unpacker.needs_input and not rest:
                    raise EOFError
            if block := self._unpacker.decompress(rest, size):
                return block

    @override
    def seek(self, place: int, whence: int = io.SEEK_SET, /) -> int:
        while whence == io.SEEK_SET and self._place < place and self.read(min(_BLOCK, place - self._place)):
            pass
        return self._place

    @override
    def tell(self) -> int:
        return self._place


def _unpacked(packed: IO[bytes]) -> IO[bytes]:
    """The stream that an open file holds, by how it begins."""
    head = packed.read(6)
    packed.seek(0)
    if head.startswith(b"\x1f\x8b\x08"):
        return gzip.GzipFile(fileobj=packed)  # type: ignore[return-value]
    if head.startswith(b"BZh"):
        return bz2.BZ2File(packed)
    return _Xz(packed) if head == b"\xfd7zXZ\x00" else packed  # type: ignore[return-value]


def is_tar(path: Path) -> bool:
    """Whether a file is a tar archive, plain or packed, by the check sum of its first record; its name says nothing.

    One that is packed and cannot be unpacked that far is none.
    """
    try:
        with path.open("rb") as packed:
            tarfile.TarInfo.frombuf(_unpacked(packed).read(_RECORD), "utf-8", "surrogateescape")
    except (tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, ValueError, OverflowError, OSError):
        return False
    return True


def walk_tar(path: Path, most: int, entries: int) -> Iterator[Tarred]:
    """The entries of a tar archive one after the other; all of it is read, and its check sum looked at.

    `most`: bytes that it may unpack to, `entries`: how many it may hold. Raises TarredError for one that is cut or
    damaged (while the contents of an entry are read, also EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, or
    an OSError without a number, as bzip2's reader does), EngineError `archive_bomb`, OSError.
    """
    with path.open("rb") as packed:
        bounded = _Bounded(_unpacked(packed), path, most)
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
        except (tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, ValueError, OverflowError) as error:
            raise TarredError(str(error)) from error
        except OSError as error:
            if error.errno is not None:  # what a reader of gzip or bzip2 says of damage has none
                raise
            raise TarredError(str(error)) from error


def _entry(archive: tarfile.TarFile, member: tarfile.TarInfo, read: int) -> Tarred:
    plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()
    name = member.name.split("\0")[0].replace("\\", "/")
    return Tarred(name, member.isdir(), plain, member.size, read, archive, member)
