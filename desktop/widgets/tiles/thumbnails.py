"""Small pictures of photos: decoded on threads, those in sight first, kept in a cache of bounded size.

Only NumPy arrays cross from the decoding threads, through a mailbox that a timer empties; pixmaps are made on the
window's own thread.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np
from PIL import Image
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPixmap

from desktop.widgets.pictures.picture import image_of
from engine.job.background import coded
from engine.job.words import Message, message
from engine.photos.door import PhotoFault, read_photo

if TYPE_CHECKING:
    from numpy.typing import NDArray

Fit: TypeAlias = Literal["cover", "contain"]
"""cover: a square that the photo fills, its ends cut off; contain: the whole photo, its longer side that long."""
Read: TypeAlias = Callable[[Path, int | None], "NDArray[np.uint8]"]
"""Reads a photo; its shorter side may come reduced, never below the number given."""
_MILLISECONDS: Final = 30
_THREADS: Final = 2


@dataclass(frozen=True, slots=True)
class ThumbnailRequest:
    """A photo at a size: `side` in the screen's own pixels."""

    path: Path
    side: int
    fit: Fit = "cover"


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """What a photo turned out to be: a picture, or the reason why there is none.

    `size`: the photo's own (width, height) in pixels where it was read whole (fit "contain"), else (0, 0).
    """

    pixmap: QPixmap
    size: tuple[int, int] = (0, 0)
    fault: Message | None = None


@dataclass(frozen=True, slots=True)
class _Decoded:
    """What comes back from a thread: pixels (H, W, 3) and the photo's own size, or a fault."""

    wanted: ThumbnailRequest
    pixels: NDArray[np.uint8] | None = None
    size: tuple[int, int] = (0, 0)
    fault: Message | None = None


class Thumbnails(QObject):
    """Brings thumbnails: ask with `get` while painting, say with `want` what is in sight, repaint on `arrived`."""

    arrived = Signal()

    def __init__(self, parent: QObject | None = None, *, megabytes: int = 96, read: Read | None = None) -> None:
        super().__init__(parent)
        self._cache: OrderedDict[ThumbnailRequest, tuple[Thumbnail, int]] = OrderedDict()
        self._wants: dict[int, list[ThumbnailRequest]] = {}
        self._bytes = 0
        self._limit = megabytes << 20
        self._desk = _Desk(read or _read)
        self._timer = QTimer(self)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self._collect)
        self.destroyed.connect(self._desk.close)

    def get(self, wanted: ThumbnailRequest) -> Thumbnail | None:
        """The thumbnail where it is there already; looking at it keeps it longest in the cache."""
        held = self._cache.get(wanted)
        if held is None:
            return None
        self._cache.move_to_end(wanted)
        return held[0]

    def want(self, wanted: Sequence[ThumbnailRequest], of: object = None) -> None:
        """What `of`, a widget say, has in sight now, most wanted first.

        What it wanted before and has not begun is dropped; what others wait for comes after.
        """
        self._wants.pop(id(of), None)
        self._wants = {id(of): [one for one in wanted if one not in self._cache], **self._wants}
        missing = list(dict.fromkeys(one for wants in self._wants.values() for one in wants))
        self._desk.lay(missing)
        if missing:
            self._timer.start()

    def forget(self) -> None:
        """Empties the cache: the photos may have changed."""
        self._desk.lay([])
        self._wants.clear()
        self._cache.clear()
        self._bytes = 0

    def close(self) -> None:
        """Ends the threads after the photo each is at."""
        self._timer.stop()
        self._desk.close()

    def _collect(self) -> None:
        ready, idle = self._desk.collect()
        for decoded in ready:
            self._keep(decoded)
            for wants in self._wants.values():
                if decoded.wanted in wants:
                    wants.remove(decoded.wanted)
        if idle:
            self._timer.stop()
        if ready:
            self.arrived.emit()

    def _keep(self, decoded: _Decoded) -> None:
        pixmap, size = QPixmap(), 256
        if decoded.pixels is not None:
            pixmap = QPixmap.fromImage(image_of(decoded.pixels))
            size = pixmap.width() * pixmap.height() * 4
        self._bytes += size - self._cache.pop(decoded.wanted, (None, 0))[1]
        self._cache[decoded.wanted] = (Thumbnail(pixmap, decoded.size, decoded.fault), size)
        while self._bytes > self._limit and len(self._cache) > 1:
            self._bytes -= self._cache.popitem(last=False)[1][1]


class _Desk:
    """The requests not begun, the photos ready, and the threads between them. No Qt in here."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._waiting: deque[ThumbnailRequest] = deque()
        self._at_work: set[ThumbnailRequest] = set()
        self._ready: list[_Decoded] = []
        self._workers = 0
        self._closed = False
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="thumbnails")

    def lay(self, wanted: Sequence[ThumbnailRequest]) -> None:
        with self._lock:
            if self._closed:
                return
            done = {one.wanted for one in self._ready} | self._at_work
            self._waiting = deque(one for one in wanted if one not in done)
            start = min(_THREADS, len(self._waiting)) - self._workers
            for _ in range(start):
                self._workers += 1
                self._pool.submit(self._work)

    def collect(self) -> tuple[list[_Decoded], bool]:
        """What is ready, and whether nothing more is on its way."""
        with self._lock:
            ready, self._ready = self._ready, []
            return ready, not self._workers

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._waiting.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _work(self) -> None:
        while (wanted := self._take()) is not None:
            decoded = self._decode(wanted)
            with self._lock:
                self._at_work.discard(wanted)
                self._ready.append(decoded)

    def _take(self) -> ThumbnailRequest | None:
        with self._lock:
            if not self._waiting:
                self._workers -= 1
                return None
            wanted = self._waiting.popleft()
            self._at_work.add(wanted)
            return wanted

    def _decode(self, wanted: ThumbnailRequest) -> _Decoded:
        """A photo's pixels; whatever goes wrong with one photo becomes its reason and never ends the thread."""
        whole = wanted.fit == "contain"
        try:
            pixels = self._read(wanted.path, None if whole else wanted.side)
            size = (pixels.shape[1], pixels.shape[0]) if whole else (0, 0)
            return _Decoded(wanted, shrunk(pixels, wanted.side, wanted.fit), size)
        except PhotoFault as fault:
            return _Decoded(wanted, fault=fault.reason)
        except MemoryError:
            return _Decoded(wanted, fault=message("error.out_of_memory.title"))
        except Exception as error:
            return _Decoded(wanted, fault=coded(error).part("title"))


def shrunk(pixels: NDArray[np.uint8], side: int, fit: Fit) -> NDArray[np.uint8]:
    """Pixels (H, W, 3) as a thumbnail; a photo smaller than `side` keeps its own pixels."""
    image = Image.fromarray(pixels)
    if fit == "cover":
        edge = min(image.size)
        left, top = (image.width - edge) // 2, (image.height - edge) // 2
        image = image.crop((left, top, left + edge, top + edge))
    image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return np.asarray(image)


def _read(path: Path, shorter: int | None) -> NDArray[np.uint8]:
    return read_photo(path, shorter=shorter, greys="own")
