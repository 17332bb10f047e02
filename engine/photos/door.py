"""The one door for pictures: nothing else in the program opens a picture of the user's.

Whatever a file holds, a read ends in pixels or in a PhotoFault with a reason to tell: never in a crash, a hang or a
memory that runs full. Pillow decodes (torchvision.io ends the process on damaged PNGs), from an allow-list of formats
and up to a limit of our own. Every function may be called from many threads at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import stat
import struct
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Literal, NamedTuple, NoReturn, TypeAlias

import numpy as np
from PIL import Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from engine.files import atomic_write
from engine.job.words import Message, message
from engine.photos.exif import Shot, shot_of
from engine.photos.fingerprint import fingerprint, sketch
from engine.photos.kinds import AVIF, HEAD, HEIC, judge, no_photo_by_name
from engine.photos.pixels import Range, range_of, to_rgb
from engine.photos.tiff import tiff_bands
from engine.places import MARK

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _with_heic() -> tuple[str, ...]:
    """Has Pillow read HEIC where the extra is installed; the format's name then."""
    if not HEIC:
        return ()
    try:
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    except Exception:  # a package that is there and broken is as good as none
        return ()
    return ("HEIF",)


FORMATS: Final = (
    "JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "PPM", *(("AVIF",) if AVIF else ()), *_with_heic()
)  # fmt: skip
INCH: Final = 25.4  # millimetres
MAX_PIXELS: Final = 110_000_000  # a phone's 108 megapixels still pass
Image.MAX_IMAGE_PIXELS = None  # our own limit stands in its place, and names the size in its reason

Greys: TypeAlias = Range | Literal["own"] | None
"""What of deep greys is black and what white: a range, the picture's own, or None: what its files can hold."""

_LARGE: Final = 24_000_000  # pixels; such pictures are decoded one at a time, so that many threads need little memory
_large_pictures: Final = threading.Lock()
_WHOLE: Final = 64 << 20  # bytes; a larger file is read piece by piece
_INSPECTED: Final = 64  # px; inspection needs no more of the shorter side
_ORIENTATION: Final = 0x0112
_SUBFILE: Final = 254  # TIFF's tag for what a page is to the others
_PREVIEW_OR_MASK: Final = 0b101
_PAGES: Final = 64  # of a TIFF that are looked at
_TILE: Final = (322, 323)  # TIFF's tags for the width and height of a tile
_PILLOW: Final = re.compile(r"PIL\.")
_DNG: Final = 50706  # TIFF's tag for the version of a DNG: raw data of a camera, of which Pillow would read a preview
_NOTHING: Final = ("reason.text", "reason.other")


class PhotoFault(Exception):  # noqa: N818 - a fault of the photo, not of the program
    """Why a picture could not be read: `reason` is a text of the catalogue, `reason.*`."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.code, dict(reason.params))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What an inspection found: the upright size in pixels, the SHA-256 of the file's bytes, the looks in 64 bits.

    `sketch` is the picture at 8×8 pixels, 192 bytes: what a fingerprint is confirmed by. `several`: the file holds more
    than one picture, of which the first is taken. `greys`: the range that its deep greys use, None where it has none;
    they look as they do by this range. `shot`: when and with what it was taken, where its EXIF tells.
    """

    width: int
    height: int
    format: str
    digest: str
    fingerprint: int
    sketch: bytes = field(repr=False)
    several: bool = False
    greys: Range | None = None
    shot: Shot | None = None


def read_photo(path: Path, *, shorter: int | None = None, greys: Greys = None) -> NDArray[np.uint8]:
    """The pixels (H, W, 3), uint8, RGB, of a picture: upright, the first frame, on white where it is transparent.

    With `shorter` a JPEG may come reduced, at a quarter of the time; its shorter side then still has at least
    `shorter` px if the file had. Greys of more than 8 bits are stretched as `greys` says. Embedded colour profiles
    are not applied. Raises PhotoFault.
    """
    with _faults(), _opened(path) as file:
        return np.array(_decode(file, shorter, greys).rgb)


def open_photo(path: Path, *, shorter: int | None = None, greys: Greys = None) -> Image.Image:
    """As `read_photo`, as a loaded Pillow picture of mode RGB: spares whoever resizes it a copy. Raises PhotoFault."""
    with _faults(), _opened(path) as file:
        return _decode(file, shorter, greys).rgb


def open_told(
    path: Path, *, shorter: int | None = None, greys: Greys = None
) -> tuple[Image.Image, tuple[int, int], Shot | None]:
    """As `open_photo`, with the photo's true upright size (width, height), px, and when it was taken.

    Raises PhotoFault.
    """
    with _faults(), _opened(path) as file:
        found = _decode(file, shorter, greys)
        return found.rgb, found.size, found.shot


def read_photo_bytes(data: bytes, *, shorter: int | None = None, greys: Greys = None) -> NDArray[np.uint8]:
    """As `read_photo`, of a picture in memory, one that was pasted or dropped. Raises PhotoFault."""
    with _faults():
        if not data:
            raise PhotoFault(message("reason.empty"))
        return np.array(_decode(io.BytesIO(data), shorter, greys).rgb)


def inspect_photo(path: Path) -> PhotoFacts:
    """Reads a picture's whole file, reduced where that is possible, so that damage is found. Raises PhotoFault."""
    with _faults(), _opened(path) as file:
        digest, content = _digest(file)
        found = _decode(content, _INSPECTED, "own")
        looks = fingerprint(found.rgb), sketch(found.rgb)
        return PhotoFacts(*found.size, found.format, digest, *looks, found.several, found.greys, found.shot)


def encode_png(pixels: NDArray[np.uint8], millimetres: float | None = None) -> bytes:
    """A PNG of pixels (H, W, 3) or (H, W), uint8, that carries our mark.

    `millimetres`: how wide it is to be printed; the file says it by its dots an inch.
    """
    file, told = io.BytesIO(), PngInfo()
    told.add_text("Software", MARK)
    given = {} if millimetres is None else {"dpi": (pixels.shape[1] * INCH / millimetres,) * 2}
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, "PNG", pnginfo=told, **given)
    return file.getvalue()


def write_png(path: Path, pixels: NDArray[np.uint8], millimetres: float | None = None) -> None:
    """Writes pixels as `encode_png` makes them, whole or not at all. Raises EngineError."""
    atomic_write(path, encode_png(pixels, millimetres))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The file, opened to read, if it is an ordinary one: a pipe or a device is never opened, for that could hang."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise PhotoFault(message("reason.folder"))
    if not stat.S_ISREG(found.st_mode):
        raise PhotoFault(message("reason.special"))
    if found.st_size == 0:
        raise PhotoFault(message("reason.empty"))
    with path.open("rb") as file:
        if no_photo_by_name(path.name) is not None:
            told = judge(file.read(HEAD), path.name)
            file.seek(0)
            if told is not None:
                raise PhotoFault(told)
        yield file


def _digest(file: IO[bytes]) -> tuple[str, IO[bytes]]:
    """The SHA-256 of a file, and the file again from its beginning: in memory, unless it is a very large one."""
    data = file.read(_WHOLE + 1)
    sha = hashlib.sha256(data)
    if len(data) <= _WHOLE:
        return sha.hexdigest(), io.BytesIO(data)
    del data
    while block := file.read(1 << 20):
        sha.update(block)
    file.seek(0)
    return sha.hexdigest(), file


class _Decoded(NamedTuple):
    """A picture in RGB and upright, perhaps reduced; its true upright size (width, height).

    `several`: it is the first of several. `greys`: the range of its deep greys, where it is shown by its own.
    `shot`: when and with what it was taken.
    """

    rgb: Image.Image
    size: tuple[int, int]
    format: str
    several: bool
    greys: Range | None
    shot: Shot | None


def _decode(file: IO[bytes], shorter: int | None, greys: Greys) -> _Decoded:
    """What a file holds, of several pictures the first."""
    _hush_pillow()
    _check_webp(file)
    try:
        picture: Image.Image = Image.open(file, formats=FORMATS)
    except UnidentifiedImageError:
        _explain(file)
    width, height = picture.size
    _check_size(width, height)
    _check_tiles(picture)
    if _DNG in getattr(picture, "tag_v2", ()):
        raise PhotoFault(message("reason.raw"))
    format_ = "JPEG" if picture.format == "MPO" else picture.format or ""
    several, shot = format_ != "JPEG" and _holds_several(picture), shot_of(picture)
    if shorter is not None and format_ == "JPEG":
        picture.draft(None, (shorter, shorter))
    with _large_pictures if picture.width * picture.height > _LARGE else contextlib.nullcontext():
        picture.load()
        turn = _turn(picture)
        own = range_of(picture) if greys == "own" else None
        rgb = to_rgb(picture, (own if own and own[0] < own[1] else None) if greys == "own" else greys)
        rgb = rgb if turn is None else rgb.transpose(turn)
    turned = format_ == "TIFF" and picture.size != (width, height)  # Pillow turns a TIFF as it loads it
    turned |= turn is not None and turn in _SIDEWAYS
    return _Decoded(rgb, (height, width) if turned else (width, height), format_, several, own, shot)


def _holds_several(picture: Image.Image) -> bool:
    """Whether a file that is not loaded yet holds more pictures than its first; False where its rest is damaged."""
    try:
        return _has_pages(picture) if picture.format == "TIFF" else bool(getattr(picture, "is_animated", False))
    except Exception:
        return False


def _has_pages(picture: Image.Image) -> bool:
    """Whether a TIFF holds another picture, beside smaller versions of its first one and masks for it."""
    try:
        for page in range(1, _PAGES):
            picture.seek(page)
            if not int(getattr(picture, "tag_v2", {}).get(_SUBFILE, 0)) & _PREVIEW_OR_MASK:
                return True
    except EOFError:
        return False
    finally:
        picture.seek(0)
    return False


_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS: Final = (_TURNS[5], _TURNS[6], _TURNS[7], _TURNS[8])


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """What turns the picture upright, by its EXIF orientation; a damaged EXIF says nothing, the picture stands."""
    if picture.format == "TIFF":
        return None
    try:
        return _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except MemoryError:
        raise
    except Exception:
        return None


def _hush_pillow() -> None:
    """Has Pillow's warnings ignored: what they tell is a reason of ours or nothing.

    `warnings.catch_warnings` would swap the whole process's filters under other threads; one more filter, put first
    again whenever it is not, is safe.
    """
    if not warnings.filters or warnings.filters[0][3] != _PILLOW:
        warnings.filterwarnings("ignore", module=_PILLOW.pattern)


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise PhotoFault(message("reason.too_large", width=width, height=height, limit=MAX_PIXELS // 1_000_000))
    if width < 1 or height < 1:
        raise PhotoFault(message("reason.damaged"))


def _check_webp(file: IO[bytes]) -> None:
    """The limit for a WebP, before Pillow makes a decoder that takes memory for the whole canvas.

    The three kinds of header: developers.google.com/speed/webp/docs/riff_container.
    """
    head = file.read(30)
    file.seek(0)
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        return
    kind = head[12:16]
    if kind == b"VP8X":
        _check_size(int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1)
    elif kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        _check_size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    elif kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        _check_size(width & 0x3FFF or 1, height & 0x3FFF or 1)


def _check_tiles(picture: Image.Image) -> None:
    """A small TIFF may claim enormous tiles, for which a decoder takes memory."""
    tags = getattr(picture, "tag_v2", None)
    if tags is not None:
        width, height = (tags.get(tag) for tag in _TILE)
        if isinstance(width, int) and isinstance(height, int):
            _check_size(width, height)


def _explain(file: IO[bytes]) -> NoReturn:
    """Raises the PhotoFault for a file that Pillow takes for no picture."""
    file.seek(0)
    head = file.read(HEAD)
    reason = judge(head)
    if reason is None:
        bands = tiff_bands(file)
        raise PhotoFault(message("reason.damaged") if bands is None else message("reason.bands", count=bands))
    raise PhotoFault(message("reason.not_a_picture") if reason.code in _NOTHING else reason)


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    """Turns whatever a decoder may raise into a PhotoFault."""
    try:
        yield
    except PhotoFault:
        raise
    except MemoryError as error:
        raise PhotoFault(message("reason.no_memory")) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PhotoFault(message("reason.vanished")) from error
    except Exception as error:
        raise PhotoFault(_reason(error)) from error


def _reason(error: Exception) -> Message:
    if isinstance(error, OSError) and error.errno is not None:
        return message("reason.unreadable", detail=error.strerror or "")
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return message("reason.truncated")
    return message("reason.damaged")
