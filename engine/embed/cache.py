"""Embeddings on disk: one folder for everything that makes them what they are, in it segments of some hundred each.

A segment is written whole or not at all, never changed, and carries a digest: a damaged one is thrown away, and what
was in it is computed again. Layout: magic, rows, columns (little-endian uint32), the photos' SHA-256 (32 bytes a row),
the embeddings (float32, row by row), the SHA-256 of all before.
"""

from __future__ import annotations

import hashlib
import json
import logging
import struct
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.files import atomic_write, home

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.models.network import Network

log = logging.getLogger(__name__)

SEGMENT: Final = 512  # embeddings that are written at once
_MAGIC: Final = b"PRIJEMB1"
_HEAD: Final = struct.Struct("<8sII")
_DIGEST: Final = 32  # bytes of a SHA-256
_VERSION: Final = 1  # of the way from a file to an embedding: raise it when that changes


class Cache:
    """The embeddings of `size` figures kept in `folder`, by the photos' digests."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self.size = size

    def segments(self) -> list[Path]:
        """The files that hold the embeddings."""
        return sorted(self.folder.glob("*.embeddings"))

    def read(self, segment: Path, wanted: Collection[str]) -> Iterator[tuple[str, NDArray[np.float32]]]:
        """Digest and embedding of every wanted photo in a segment; nothing from a damaged one, which is removed."""
        rows = _parse(segment, self.size)
        if rows is None:
            log.warning("a damaged segment of embeddings is thrown away: %s", segment)
            segment.unlink(missing_ok=True)
            return
        digests, vectors = rows
        for digest, vector in zip(digests, vectors, strict=True):
            if digest in wanted:
                yield digest, vector

    def write(self, digests: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keeps embeddings (N, size) of photos. Raises EngineError `disk_full` or `not_written`."""
        head = _HEAD.pack(_MAGIC, len(digests), self.size)
        content = head + b"".join(map(bytes.fromhex, digests)) + vectors.astype("<f4").tobytes()
        digest = hashlib.sha256(content)
        atomic_write(self.folder / f"{digest.hexdigest()[:32]}.embeddings", content + digest.digest())


def cache_of(network: Network, precision: str, view: str, weights: str) -> Cache:
    """The cache for one network, precision and view; `weights`: what `digest_weights` gives for the network."""
    facts = [_VERSION, network.name, weights, network.preprocessing.plain(), precision, view]
    key = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    return Cache(home() / "embeddings" / f"{network.name}-{key[:24]}", network.embedding_size)


def digest_weights(network: Network) -> str:
    """The SHA-256 of the backbone's parameters and buffers: what they are, wherever they came from."""
    sha = hashlib.sha256()
    for name, tensor in network.backbone.state_dict().items():
        sha.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        sha.update(memoryview(tensor.detach().cpu().contiguous().reshape(-1).numpy()))
    return sha.hexdigest()


def _parse(segment: Path, size: int) -> tuple[list[str], NDArray[np.float32]] | None:
    """Digests and vectors of a segment; None when it is not what was once written."""
    try:
        length = segment.stat().st_size
        if length > _length(SEGMENT, size):
            return None
        content = segment.read_bytes()
    except OSError:
        return None
    if len(content) < _HEAD.size:
        return None
    magic, rows, columns = _HEAD.unpack_from(content)
    if magic != _MAGIC or columns != size or len(content) != _length(rows, size):
        return None
    if hashlib.sha256(memoryview(content)[:-_DIGEST]).digest() != content[-_DIGEST:]:
        return None
    start = _HEAD.size + rows * _DIGEST
    digests = [content[at : at + _DIGEST].hex() for at in range(_HEAD.size, start, _DIGEST)]
    return digests, np.frombuffer(content, "<f4", rows * size, start).reshape(rows, size)


def _length(rows: int, size: int) -> int:
    return _HEAD.size + rows * (_DIGEST + 4 * size) + _DIGEST
