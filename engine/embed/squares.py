"""From a file to the square that a network looks at: the one way in, and threads that go it ahead of the network.

A photo is decoded at reduced scale where its format has that, and then prepared as the network wants it.
"""

from __future__ import annotations

import hashlib
import stat
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from engine.device import cores
from engine.files import digest_file, shown
from engine.job.words import EngineError, Message, message
from engine.photos.door import PhotoFault, read_photo, read_photo_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.embed.views import View
    from engine.models.preprocessing import Preprocessing

T = TypeVar("T")
R = TypeVar("R")
_WHOLE: Final = 64 << 20  # bytes; a larger file is not read into memory at once


@dataclass(frozen=True, slots=True)
class ViewRequest:
    """A photo by its digest, the files that hold it, and the numbers of the views that are wanted of it."""

    digest: str
    files: tuple[Path, ...]
    views: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the network will see of a photo: a square (size, size, 3), uint8, for each wanted view; or why nothing."""

    wanted: ViewRequest
    squares: tuple[NDArray[np.uint8], ...]
    reason: Message | None = None


def read_square(photo: Path, preprocessing: Preprocessing) -> NDArray[np.uint8]:
    """What the network sees of a photo: (size, size, 3). Raises PhotoFault."""
    return preprocessing.prepare(read_reduced(photo, preprocessing))


def open_square(photo: Path, preprocessing: Preprocessing) -> NDArray[np.uint8]:
    """As `read_square`, of a photo without which the job can do nothing. Raises EngineError `photo_unreadable`."""
    try:
        return read_square(photo, preprocessing)
    except PhotoFault as fault:
        raise EngineError("photo_unreadable", path=shown(photo), reason=fault.reason) from fault


def read_reduced(photo: Path, preprocessing: Preprocessing) -> NDArray[np.uint8]:
    """A whole photo (H, W, 3), at the least scale from which the square loses nothing. Raises PhotoFault."""
    return read_photo(photo, shorter=preprocessing.decode_shorter, greys=preprocessing.greys)


def decode(wanted: ViewRequest, views: Sequence[View], preprocessing: Preprocessing) -> Decoded:
    """Reads a photo, at reduced scale where that is possible, and prepares its views. Runs on any thread."""
    reason = message("reason.vanished")
    for file in wanted.files:
        try:
            pixels = read_unchanged(file, wanted.digest, preprocessing)
        except PhotoFault as fault:
            reason = fault.reason
            continue
        applied = (views[number].apply(pixels, wanted.digest) for number in wanted.views)
        return Decoded(wanted, tuple(preprocessing.prepare(view) for view in applied))
    return Decoded(wanted, (), reason)


def read_unchanged(path: Path, digest: str, preprocessing: Preprocessing) -> NDArray[np.uint8]:
    """As `read_reduced`, of a file that still has the bytes that it was found with.

    Raises PhotoFault, with `reason.changed` where it has others.
    """
    data = _content(path)
    if data is None:
        pixels = read_reduced(path, preprocessing)
        found = digest_file(path)
    elif (found := hashlib.sha256(data).hexdigest()) == digest:
        pixels = read_photo_bytes(data, shorter=preprocessing.decode_shorter, greys=preprocessing.greys)
    if found != digest:
        raise PhotoFault(message("reason.changed"))
    return pixels


def ahead(tasks: Iterable[T], work: Callable[[T], R], count: int) -> Generator[R, None, None]:
    """`work` of every task, in order, done on threads up to `count` tasks ahead; closing drops what is not begun."""
    pool = ThreadPoolExecutor(cores(), thread_name_prefix="decode")
    rest = iter(tasks)
    pending: deque[Future[R]] = deque()
    try:
        pending.extend(pool.submit(work, task) for task in islice(rest, count))
        while pending:
            result = pending.popleft().result()
            pending.extend(pool.submit(work, task) for task in islice(rest, 1))
            yield result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _content(path: Path) -> bytes | None:
    """The file's bytes; None when it is no ordinary file, cannot be read or is very large: the door tells why."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or not 0 < found.st_size <= _WHOLE:
            return None
        return path.read_bytes()
    except OSError:
        return None
