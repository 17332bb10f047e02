"""Batches of photos for training a whole network: decoded on threads, a few batches ahead of the network."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import torch
from PIL import Image

from engine.device import cores
from engine.embed.squares import read_reduced, read_square
from engine.files import shown
from engine.job.words import EngineError, Message, message
from engine.learn.batches import Batch, cut, shuffled
from engine.learn.parts import Parts
from engine.learn.tables.augmentations import AugmentedView
from engine.photos.door import PhotoFault
from engine.ranks import ALONE, Ranks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.models.preprocessing import Preprocessing

MEMORY: Final = 1 << 30
"""Bytes of prepared photos that are kept, so that later epochs need not decode them again."""
_AHEAD: Final = 3
_MARGIN: Final = 1.25  # photos to augment are kept so much larger than the network wants them: crops need not blur


class PhotoSource:
    """Batches of photos (B, 3, S, S) in [0, 1], channels-last; a context manager that owns its threads.

    Each of `ranks` gets its share: of every training batch, and of the validation batches.
    """

    def __init__(
        self,
        parts: Parts,
        preprocessing: Preprocessing,
        *,
        batch_size: int,
        seed: int,
        augmentation: str = "none",
        device: torch.device | None = None,
        memory: int = MEMORY,
        ranks: Ranks = ALONE,
    ) -> None:
        self.notices: list[Message] = []
        self.lost: EngineError | None = None
        self._parts = parts
        self._preprocessing = preprocessing
        self._batch_size = batch_size
        self._seed = seed
        self._augmentation = augmentation
        self._device = device or torch.device("cpu")
        self._pool = ThreadPoolExecutor(min(4, cores()), thread_name_prefix="decode")
        self._kept: dict[int, NDArray[np.uint8]] = {}
        self._room = memory
        self._ranks = ranks
        self._lock = threading.Lock()
        self._gone: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def steps(self) -> int:
        return len(cut(np.arange(len(self._parts.train)), self._batch_size))

    @property
    def validation_steps(self) -> int:
        return -(-len(self._parts.validation) // self._batch_size)

    def train(self, epoch: int, first: int = 0) -> Iterator[Batch]:
        """The batches of an epoch, each photo changed at random as the augmentation says."""
        rows = np.asarray(self._parts.train)[shuffled(len(self._parts.train), self._seed, epoch)]
        view = AugmentedView(self._augmentation, epoch, self._seed)
        rank, world = self._ranks.rank, self._ranks.world
        pieces = [piece[rank::world] for piece in cut(rows, self._batch_size)[first:]]
        yield from self._batches(pieces, view, learns=True)

    def validation(self) -> Iterator[Batch]:
        """The validation part as it is."""
        yield from self._plain(self._pieces(self._parts.validation)[self._ranks.rank :: self._ranks.world])

    def plain(self, rows: Sequence[int]) -> Iterator[Batch]:
        """Some rows as they are, in order, without those that cannot be read."""
        yield from self._plain(self._pieces(rows))

    def look_again(self) -> None:
        """Forgets which photos could not be read."""
        self._gone.clear()
        self.lost = None

    def _pieces(self, rows: Sequence[int]) -> list[NDArray[np.int64]]:
        order = np.asarray(rows, dtype=np.int64)
        return [order[start : start + self._batch_size] for start in range(0, len(order), self._batch_size)]

    def _plain(self, pieces: Sequence[NDArray[np.int64]]) -> Iterator[Batch]:
        yield from self._batches(pieces, AugmentedView("none", 0), learns=False)

    def _batches(self, pieces: Sequence[NDArray[np.int64]], view: AugmentedView, *, learns: bool) -> Iterator[Batch]:
        waiting = iter(pieces)
        ahead: deque[tuple[NDArray[np.int64], list[Future[NDArray[np.uint8] | Message]]]] = deque()
        try:
            while True:
                while len(ahead) < _AHEAD and (piece := next(waiting, None)) is not None:
                    ahead.append((piece, [self._pool.submit(self._load, int(row), view) for row in piece]))
                if not ahead:
                    return
                piece, loading = ahead.popleft()
                yield self._collect(piece, [photo.result() for photo in loading], learns=learns)
        finally:
            for _, loading in ahead:
                for photo in loading:
                    photo.cancel()

    def _load(self, row: int, view: AugmentedView) -> NDArray[np.uint8] | Message:
        """A photo as the network wants it, (S, S, 3) uint8, or why there is none."""
        try:
            pixels = self._photo(row)
        except PhotoFault as fault:
            return fault.reason
        except OSError:
            return message("reason.vanished")
        return self._preprocessing.prepare(view.apply(pixels, self._parts.digests[row]))

    def _photo(self, row: int) -> NDArray[np.uint8]:
        kept = self._kept.get(row)
        if kept is not None:
            return kept
        file = self._parts.root / self._parts.paths[row]
        if self._augmentation == "none":
            pixels = read_square(file, self._preprocessing)
        else:
            whole = read_reduced(file, self._preprocessing)
            pixels = _reduced(whole, round(self._preprocessing.resize * _MARGIN))
        with self._lock:
            if pixels.nbytes <= self._room and row not in self._kept:
                self._room -= pixels.nbytes
                self._kept[row] = pixels
        return pixels

    def _collect(
        self, rows: NDArray[np.int64], loaded: Sequence[NDArray[np.uint8] | Message], *, learns: bool
    ) -> Batch:
        good = [number for number, photo in enumerate(loaded) if not isinstance(photo, Message)]
        for row, photo in zip(rows, loaded, strict=True):
            if isinstance(photo, Message):
                self._drop(int(row), photo)
        if learns and len(good) < 2 < len(loaded):
            good = []  # batch norm cannot learn from one photo
        pixels = [photo for photo in (loaded[number] for number in good) if not isinstance(photo, Message)]
        return self._batch(rows[good], np.stack(pixels) if pixels else None)

    def _batch(self, rows: NDArray[np.int64], pixels: NDArray[np.uint8] | None) -> Batch:
        size = self._preprocessing.size
        raw = torch.from_numpy(pixels) if pixels is not None else torch.empty((0, size, size, 3), dtype=torch.uint8)
        inputs = raw.to(self._device, non_blocking=True).permute(0, 3, 1, 2).float().div_(255)
        return Batch(inputs, torch.from_numpy(self._parts.labels[rows]).to(self._device), rows)

    def _drop(self, row: int, reason: Message) -> None:
        """Leaves a photo out; says so the first time, and at too many that they are lost."""
        if row in self._gone:
            return
        self._gone.add(row)
        self.notices.append(message("notice.photo_dropped", path=shown(self._parts.paths[row]), reason=reason))
        self.lost = self._parts.lost(sorted(self._gone))
        if self.lost is not None:
            self.notices.clear()


def _reduced(pixels: NDArray[np.uint8], shorter: int) -> NDArray[np.uint8]:
    """The picture with its shorter side at most `shorter` pixels."""
    height, width = pixels.shape[:2]
    scale = shorter / min(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0))
