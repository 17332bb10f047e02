"""What a drop or the clipboard brings: files and folders, pictures without a file, or why none of it can be taken.

Browsers, mail programs, terminals and file managers each put something else there: several formats of one picture,
`data:` addresses, addresses of the web or of a network, a path as text in whatever quotes.
"""

from __future__ import annotations

import base64
import binascii
import html
import os
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage

from engine.job.words import EngineError
from engine.photos.door import PhotoFault, read_photo_bytes

_TEXT: Final = 1 << 20  # letters of a text that are looked at for paths
_LINES: Final = 1000
_LINE: Final = 8192  # letters of one line: twice the longest path of Linux, and room for a command of several
_LARGEST: Final = 64 << 20  # letters of a `data:` address
_QUOTES: Final = ('""', "''", "“”", "„“", "„”", "‘’", "‚‘", "«»", "»«", "‹›", "``", "<>")
_UNSEEN: Final = "\u200b\u200e\u200f\u202a\u202b\u202c\u2060\ufeff\0"
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_IN_TEXT: Final = re.compile(r"(?i)[a-z][a-z0-9+.-]+://|(file|data|blob):")
_IMAGE: Final = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_WEB: Final = ("http", "https")
_SHARES: Final = ("smb", "cifs", "nfs", "afp", "ftp", "ftps", "sftp", "ssh", "dav", "davs", "webdav", "file")
_DEVICES: Final = ("mtp", "gphoto2", "afc", "ptp", "camera")


@dataclass(slots=True)
class NamedPlaces:
    """What addresses and texts name: paths that are there and that are not, pictures, and what lies elsewhere."""

    paths: list[Path] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    elsewhere: list[tuple[str, str]] = field(default_factory=list)  # scheme, address

    def __bool__(self) -> bool:
        return bool(self.paths or self.missing or self.pictures or self.elsewhere)

    def refusal(self) -> EngineError | None:
        """Why nothing can be taken, where something was named."""
        for scheme, address in self.elsewhere[:1]:
            if scheme in _WEB:
                return EngineError("brought_web", address=address[:200])
            code = "brought_share" if scheme in _SHARES else "brought_device" if scheme in _DEVICES else "brought_place"
            return EngineError(code, address=address[:200])
        return EngineError("brought_missing", path=self.missing[0][:200]) if self.missing else None


def carries_photos(data: QMimeData) -> bool:
    """Whether there is anything in a drop or on the clipboard that may be a photo or a folder."""
    found = places(data)
    pictures = any(kind.startswith("image/") for kind in data.formats()) or data.hasImage()
    return bool(found.paths or found.pictures) or pictures


def local_paths(data: QMimeData) -> list[Path]:
    """The files and folders of this computer that `data` names, as addresses or as text."""
    return places(data).paths


def picture_bytes(data: QMimeData) -> bytes:
    """Of the pictures in `data` the first that can be read, as an encoded file's bytes, PNG before others.

    Where none can be read, the first, for its reason to be told; b"" where there is none.
    """
    first = b""
    for content in _pictures(data):
        first = first or content
        try:
            read_photo_bytes(content)
        except PhotoFault:
            continue
        return content
    return first


def _pictures(data: QMimeData) -> Iterator[bytes]:
    kinds = [kind for kind in data.formats() if kind.startswith("image/")]
    for kind in sorted(kinds, key=lambda kind: kind != "image/png"):
        if content := bytes(data.data(kind).data()):
            yield content
    yield from places(data).pictures
    image = data.imageData() if data.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        held = QBuffer()
        held.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(held, "PNG")  # type: ignore[call-overload]
        yield bytes(held.data().data())


def places(data: QMimeData) -> NamedPlaces:
    """What the addresses and texts in `data` name. A list of addresses tells more than a text beside it."""
    found = NamedPlaces()
    for url in data.urls() if data.hasUrls() else []:
        _address(bytes(url.toEncoded().data()).decode("ascii", "replace"), found, sure=True)
    if not found.paths and data.hasHtml():
        for match in _IMAGE.finditer(data.html()[:_LARGEST]):
            _address(html.unescape(next(part for part in match.groups() if part is not None)), found)
            break
    if not found and data.hasText():
        _in_text(data.text(), found)
    return found


def _in_text(text: str, found: NamedPlaces) -> None:
    if text.lstrip().startswith("data:"):
        _address(text.strip(), found)
        return
    for line in text[:_TEXT].splitlines()[:_LINES]:
        bare = line.strip().strip(_UNSEEN).strip()
        if (
            0 < len(bare) <= _LINE
            and not bare.startswith("#")
            and bare not in ("copy", "cut", "x-special/nautilus-clipboard")
        ):
            _in_line(bare, found)


def _in_line(line: str, found: NamedPlaces) -> None:
    """Notes the path or the address that a line is, or the paths of a shell's command."""
    bare = _unquoted(line)
    if _IN_TEXT.match(bare):
        _address(bare, found)
        return
    if bare.startswith("\\\\") and sys.platform != "win32":
        found.elsewhere.append(("smb", bare))
        return
    if not _absolute(bare):
        parts = _split(line)
    elif _is_there(_path(bare)):
        found.paths.append(_path(bare))
        return
    else:
        parts = _split(line)
    several = [_path(part) for part in parts if _absolute(part)]
    there = [path for path in several if _is_there(path)]
    if there and len(there) == len(parts):
        found.paths += there
    elif _absolute(bare):
        found.missing.append(bare)


def _split(line: str) -> list[str]:
    """The words of a line as a shell reads them; none where it does not."""
    if sys.platform == "win32":
        return []
    try:
        return shlex.split(line)
    except ValueError:
        return []


def _unquoted(line: str) -> str:
    for opening, closing in _QUOTES:
        if len(line) > 2 and line[0] == opening and line[-1] == closing and opening not in line[1:-1]:
            return line[1:-1].strip()
    return line


def _absolute(text: str) -> bool:
    return text.startswith(("/", "~/", "\\\\")) or re.match(r"[A-Za-z]:[\\/]", text) is not None


def _path(text: str) -> Path:
    return Path(os.path.expanduser(text))  # noqa: PTH111 - Path's own raises where there is no home


def _is_there(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except (OSError, ValueError):
        return False


def _address(address: str, found: NamedPlaces, *, sure: bool = False) -> None:
    """Notes what an address leads to. `sure`: it comes from a program, so that a file is meant even if it is gone."""
    match = _SCHEME.match(address)
    scheme = match[1].lower() if match else ""
    if scheme == "data":
        if content := _data(address):
            found.pictures.append(content)
    elif scheme == "file":
        _file(address, found, sure=sure)
    elif scheme:
        found.elsewhere.append((scheme, address))


def _file(address: str, found: NamedPlaces, *, sure: bool) -> None:
    rest = address[5:].split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]
    host = ""
    if rest.startswith("//"):
        host, slash, rest = rest[2:].partition("/")
        rest = slash + rest
    if sys.platform == "win32":
        path = Path(QUrl(address).toLocalFile())
    elif host not in ("", "localhost"):
        found.elsewhere.append(("smb", address))
        return
    else:
        path = Path(os.fsdecode(unquote_to_bytes(rest)))
    if sure or _is_there(path):
        found.paths.append(path)
    else:
        found.missing.append(str(path))


def _data(address: str) -> bytes:
    """What a `data:` address holds (RFC 2397); b"" where that is nothing."""
    if len(address) > _LARGEST:
        return b""
    head, comma, body = address[5:].partition(",")
    if not comma:
        return b""
    content = unquote_to_bytes(body)
    if not head.lower().endswith(";base64"):
        return content
    try:
        plain = re.sub(rb"\s", b"", content)
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=False)
    except (binascii.Error, ValueError):
        return b""
