"""Photos to embeddings, once: decoded on threads while the network runs, kept on disk by content."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.device import cores
from engine.embed.cache import SEGMENT, cache_of, digest_weights
from engine.embed.squares import Decoded, ViewRequest, ahead, decode
from engine.embed.views import PLAIN, View
from engine.files import home, make_folder, sweep, write_error
from engine.job.background import is_out_of_memory
from engine.job.declare import Turns
from engine.job.events import Event, Metric, Notice, Progress
from engine.job.words import EngineError, Message, message
from engine.ranks import Ranks, current

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from engine.embed.fast import Fast
    from engine.models.network import Network

log = logging.getLogger(__name__)

_IN_MEMORY: Final = 256 << 20  # bytes of embeddings; more lie in a file that is mapped into memory
_AHEAD: Final = 3  # batches that are decoded before the network wants them
_SAMPLE: Final = 8  # photos by which a lower precision is judged
_AGREE: Final = 0.99  # cosine similarity with float32 that a lower precision must keep for every photo
_PATIENCE: Final = 10.0  # seconds after which embeddings are written though a segment is not full


@dataclass(frozen=True, slots=True)
class Embedded:
    """The embeddings of photos.

    `vectors` (V, N, D), float32, in the order of the views and the files, zero where a photo is in `missing`, by its
    index with the reason. `computed` and `from_cache` count photos. `precision` is the one that was used.
    """

    vectors: NDArray[np.float32]
    missing: dict[int, Message]
    computed: int
    from_cache: int
    seconds: float
    precision: str


def embed(
    files: Sequence[Path],
    digests: Sequence[str],
    network: Network,
    *,
    views: Sequence[View] = (PLAIN,),
    precision: str = "auto",
    batch_size: int | None = None,
) -> Generator[Event, Turns, Embedded]:
    """The embeddings of `files`, whose bytes have the SHA-256 `digests` (hex); for use with `yield from`.

    `network` is asked on the device on which it is, in the thread that iterates; of `batch_size` views of photos at a
    time (None: as many as suit it). What was once embedded is read from home()/embeddings; what is embedded
    is kept there, also when the generator is closed midway. Raises EngineError `out_of_memory`.

    Where several ranks work together each embeds a share, in the batches in which one process would, and the first one
    reads, writes and gives what there is; the others give nothing.
    """
    from engine.embed.fast import batch_size as fitting
    from engine.embed.fast import choose_precision, fast

    started = time.monotonic()
    ranks = current()
    if not ranks.first:
        return (yield from _assist(files, network, views, ranks))
    exact = choose_precision(precision, next(network.backbone.parameters()).device)
    ledger = _Ledger(files, digests, network, views, exact)
    yield from ledger.recall()
    todo = ledger.todo()
    if todo:
        net = fast(network, exact)
        if precision == "auto" and exact != "float32" and not _agrees(net, network, todo):
            yield Notice(message("notice.precision_disagrees"))
            return (yield from embed(files, digests, network, views=views, precision="float32", batch_size=batch_size))
        size = batch_size or fitting(network)
        shares = _shares(todo, size, ranks.world)
        ranks.broadcast([exact, size, [[ledger.places(wanted), wanted.views, wanted.digest] for wanted in todo]])
        yield from _compute(ledger, net, shares, size, ranks)
    else:
        ranks.broadcast([exact, 1, []])
    return ledger.result(time.monotonic() - started)


class _Ledger:
    """What of one run of `embed` is known, and where: in the result, and on its way to the disk."""

    def __init__(
        self, files: Sequence[Path], digests: Sequence[str], network: Network, views: Sequence[View], precision: str
    ) -> None:
        weights = digest_weights(network)
        self.views = views
        self.preprocessing = network.preprocessing
        self.done = 0
        self._precision = precision
        self._files = files
        self._caches = [cache_of(network, precision, view.key, weights) for view in views]
        self._pending: list[dict[str, NDArray[np.float32]]] = [{} for _ in views]
        self._written = time.monotonic()
        self._vectors = _room((len(views), len(files), network.embedding_size))
        self._places: dict[str, list[int]] = {}
        for index, digest in enumerate(digests):
            self._places.setdefault(digest, []).append(index)
        self._lacking = {digest: set(range(len(views))) for digest in self._places}
        self._missing: dict[int, Message] = {}
        self._computed = 0

    def recall(self) -> Generator[Event, Turns, None]:
        """Takes what the caches hold."""
        note = message("note.recalling")
        for number, cache in enumerate(self._caches):
            for segment in cache.segments():
                for digest, vector in cache.read(segment, self._lacking):
                    self._put(number, digest, vector)
                yield self.progress(note)

    def todo(self) -> list[ViewRequest]:
        """The photos that must be looked at, in the order of the files."""
        return [
            ViewRequest(digest, tuple(self._files[index] for index in self._places[digest]), tuple(sorted(lacking)))
            for digest, lacking in self._lacking.items()
            if lacking
        ]

    def places(self, wanted: ViewRequest) -> list[int]:
        """Which of the files hold a photo."""
        return self._places[wanted.digest]

    def progress(self, note: Message) -> Progress:
        return Progress(self.done, len(self._files), note)

    def take(self, batch: Sequence[Decoded], vectors: NDArray[np.float32]) -> None:
        """Enters a batch: `vectors` has a row for each square of its photos, in order."""
        rows = iter(vectors)
        for photo in batch:
            digest = photo.wanted.digest
            if photo.reason is not None:
                self._missing |= dict.fromkeys(self._places[digest], photo.reason)
                self.done += len(self._places[digest])
                continue
            for number in photo.wanted.views:
                vector = next(rows)
                self._put(number, digest, vector)
                self._pending[number][digest] = vector
            self._computed += len(self._places[digest])

    def keep(self, everything: bool) -> Message | None:
        """Writes to the caches what is due (or all that there is); a text when that fails, which stops nothing."""
        late = time.monotonic() - self._written > _PATIENCE
        try:
            for cache, pending in zip(self._caches, self._pending, strict=True):
                while pending and (everything or late or len(pending) >= SEGMENT):
                    some = dict(islice(pending.items(), SEGMENT))
                    for digest in some:
                        del pending[digest]
                    cache.write(list(some), np.stack(list(some.values())))
                    self._written = time.monotonic()
        except EngineError as error:
            log.warning("embeddings were not kept: %s", error)
            return message("notice.embeddings_not_kept", detail=error.part("cause"))
        return None

    def result(self, seconds: float) -> Embedded:
        known = len(self._files) - len(self._missing) - self._computed
        return Embedded(self._vectors, self._missing, self._computed, known, seconds, self._precision)

    def _put(self, number: int, digest: str, vector: NDArray[np.float32]) -> None:
        places, lacking = self._places[digest], self._lacking[digest]
        self._vectors[number, places] = vector
        if number in lacking:
            lacking.remove(number)
            self.done += 0 if lacking else len(places)


def _compute(
    ledger: _Ledger, net: Fast, shares: Sequence[Sequence[ViewRequest]], size: int, ranks: Ranks
) -> Generator[Event, Turns, None]:
    """Embeds the first share in batches of `size` squares or a little more, and takes what other ranks do with theirs.

    What is done is kept, however this ends.
    """
    todo, *others = shares
    note = message("note.embedding", count=sum(map(len, shares)))
    elsewhere = [iter(_cut(share, size)) for share in others]
    yield ledger.progress(note)
    work = partial(decode, views=ledger.views, preprocessing=ledger.preprocessing)
    try:
        with closing(ahead(todo, work, max(cores(), _AHEAD * size // len(ledger.views)))) as decoded:
            before = time.monotonic()
            while batch := _batch(decoded, size):
                vectors, notice = _embed_batch(net, batch)
                ledger.take(batch, vectors)
                done = len(batch)
                for batches, sent in zip(elsewhere, ranks.gather(b"")[1:], strict=True):
                    theirs, rows = _unpacked(sent, next(batches, []))
                    ledger.take(theirs, rows)
                    done += len(theirs)
                failure = ledger.keep(everything=False)
                rate = done / max(time.monotonic() - before, 1e-9)
                if notice is not None and not others:  # the batches of several ranks stay those that were agreed on
                    size = max(1, size // 2)
                yield from (Notice(text) for text in (notice, failure) if text is not None)
                yield Metric("photos_per_second", ledger.done, rate)
                yield ledger.progress(note)
                before = time.monotonic()
    finally:
        failure = ledger.keep(everything=True)
    if failure is not None:
        yield Notice(failure)


def _assist(
    files: Sequence[Path], network: Network, views: Sequence[View], ranks: Ranks
) -> Generator[Event, Turns, Embedded]:
    """Embeds this rank's share of what the first one asks for, and sends it there."""
    from engine.embed.fast import fast

    precision, size, asked = ranks.broadcast(None)
    todo = [
        ViewRequest(digest, tuple(files[place] for place in places), tuple(wanted)) for places, wanted, digest in asked
    ]
    if todo:
        shares = _shares(todo, size, ranks.world)
        net = fast(network, precision)
        work = partial(decode, views=views, preprocessing=network.preprocessing)
        with closing(ahead(shares[ranks.rank], work, max(cores(), _AHEAD * size // len(views)))) as decoded:
            for step, _ in enumerate(_cut(shares[0], size), 1):
                batch = _batch(decoded, size)
                vectors, notice = _embed_batch(net, batch)
                ranks.gather(_packed(batch, vectors))
                if notice is not None:
                    yield Notice(notice)
                yield Progress(step * size, len(shares[0]), message("note.embedding", count=len(todo)))
    return Embedded(np.empty((len(views), 0, network.embedding_size), np.float32), {}, 0, 0, 0.0, precision)


def _cut(todo: Sequence[ViewRequest], size: int) -> list[list[ViewRequest]]:
    """Batches as `_batch` makes them."""
    batches: list[list[ViewRequest]] = []
    squares = size
    for wanted in todo:
        if squares >= size:
            batches.append([])
            squares = 0
        batches[-1].append(wanted)
        squares += len(wanted.views)
    return batches


def _shares(todo: Sequence[ViewRequest], size: int, world: int) -> list[list[ViewRequest]]:
    """For each rank every `world`th batch of those that one process would make."""
    batches = _cut(todo, size)
    return [[wanted for batch in batches[rank::world] for wanted in batch] for rank in range(world)]


def _packed(batch: Sequence[Decoded], vectors: NDArray[np.float32]) -> bytes:
    """A batch's embeddings for another process, with the reasons of the photos that have none."""
    reasons = {n: [p.reason.code, dict(p.reason.params)] for n, p in enumerate(batch) if p.reason is not None}
    return json.dumps([reasons, vectors.shape], default=str).encode() + b"\n" + vectors.astype("<f4").tobytes()


def _unpacked(sent: bytes, batch: Sequence[ViewRequest]) -> tuple[list[Decoded], NDArray[np.float32]]:
    """What `_packed` was given, the photos without their pixels."""
    if not batch:
        return [], np.empty((0, 0), np.float32)
    head, _, content = sent.partition(b"\n")
    told, shape = json.loads(head)
    reasons = {int(number): Message(code, params) for number, (code, params) in told.items()}
    photos = [Decoded(wanted, (), reasons.get(number)) for number, wanted in enumerate(batch)]
    return photos, np.frombuffer(content, "<f4").reshape(shape)


def _batch(decoded: Iterator[Decoded], size: int) -> list[Decoded]:
    """The next photos, until `size` squares were wanted of them together."""
    batch: list[Decoded] = []
    while sum(len(photo.wanted.views) for photo in batch) < size:
        photo = next(decoded, None)
        if photo is None:
            break
        batch.append(photo)
    return batch


def _embed_batch(net: Fast, batch: Sequence[Decoded]) -> tuple[NDArray[np.float32], Message | None]:
    """The embeddings of a batch's squares; in two halves when memory does not suffice. Raises `out_of_memory`."""
    import torch

    squares = [square for photo in batch for square in photo.squares]
    if not squares:
        return np.empty((0, 0), np.float32), None
    vectors, half = _halving(net, torch.from_numpy(np.stack(squares)))
    return vectors.numpy(), None if half is None else message("notice.batch_halved", size=half)


def _halving(net: Fast, pixels: Tensor) -> tuple[Tensor, int | None]:
    """What a network makes of pixels, and the size of the halves where memory did not suffice for all at once.

    Raises EngineError `out_of_memory`.
    """
    import torch

    try:
        return net(pixels), None
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
    half = max(1, len(pixels) // 2)
    try:
        return torch.cat([net(pixels[start : start + half]) for start in range(0, len(pixels), half)]), half
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
        raise EngineError("out_of_memory") from error


def _agrees(net: Fast, network: Network, todo: Sequence[ViewRequest]) -> bool:
    """Whether a lower precision gives what float32 gives, for the first few readable photos, plain, each by itself."""
    import torch
    from torch.nn.functional import cosine_similarity

    from engine.embed.fast import fast

    plain = (decode(replace(wanted, views=(0,)), (PLAIN,), network.preprocessing) for wanted in todo)
    squares = list(islice((square for photo in plain for square in photo.squares), _SAMPLE))
    if not squares:
        return True
    pixels = torch.from_numpy(np.stack(squares))
    theirs, exact = (_halving(one, pixels)[0] for one in (net, fast(network, "float32")))
    return bool((cosine_similarity(theirs, exact) >= _AGREE).all())


def _room(shape: tuple[int, int, int]) -> NDArray[np.float32]:
    """Zeros of that shape: in memory, or in a file of this process alone where they are many.

    Raises EngineError `disk_full` or `not_written`.
    """
    size = 4 * int(np.prod(shape, dtype=np.int64))
    if size <= _IN_MEMORY:
        return np.zeros(shape, np.float32)
    folder = make_folder(home() / "embeddings")
    sweep(folder)
    path = folder / f".vectors-{time.monotonic_ns()}.{os.getpid()}.part"
    try:
        with path.open("xb") as file:
            _reserve(file.fileno(), size)
        vectors = np.memmap(path, np.float32, "r+", shape=shape)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise write_error(error, path, size) from error
    if sys.platform != "win32":  # there a file in use cannot be removed; the next large run sweeps it
        path.unlink()
    return vectors


def _reserve(handle: int, size: int) -> None:
    """Takes the room on the disk now: a full disk must be an error here, not a fault of memory later."""
    if sys.platform == "linux":
        os.posix_fallocate(handle, 0, size)
    else:
        os.truncate(handle, size)
