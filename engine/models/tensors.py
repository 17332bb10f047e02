"""Our own files of tensors: the safetensors format, with a digest over all of it, read and written in one pass.

The header is checked before anything is reserved for what it announces. What was hashed is what is used: the bytes are
read once.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from engine.files import atomic_write
from engine.job.words import EngineError

if TYPE_CHECKING:
    from torch import Tensor

_SIZES: Final = {
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1,
}  # fmt: skip
_TYPES: Final = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64", "I32": "int32",
    "I16": "int16", "I8": "int8", "U8": "uint8", "BOOL": "bool",
}  # fmt: skip
_NAMES: Final = {value: key for key, value in _TYPES.items()}
_HEADER_LIMIT: Final = 16 << 20
_PARTS_LIMIT: Final = 400_000  # brackets and commas: what a header costs in memory goes with them
DIGEST: Final = "sha256"
_DATA_DIGEST: Final = "data_sha256"


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """A tensor in a file: its type by safetensors' name, its shape, and where its bytes lie in the data."""

    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a file announces: its tensors in the order of their bytes, its metadata, and where the data begin."""

    tensors: Mapping[str, TensorEntry]
    metadata: Mapping[str, str]
    data: int
    size: int

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {name: entry.shape for name, entry in self.tensors.items()}

    def digest(self) -> str:
        """The SHA-256 over all that the header says but the digest itself."""
        metadata = {key: value for key, value in self.metadata.items() if key != DIGEST}
        tensors = [[name, e.dtype, e.shape, e.start, e.end] for name, e in self.tensors.items()]
        return hashlib.sha256(json.dumps([metadata, tensors], sort_keys=True).encode()).hexdigest()


def write_tensors(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str] | None = None) -> str:
    """Writes tensors and texts as one safetensors file, whole or not at all; gives its digest.

    The digest (SHA-256) covers names, shapes, metadata and every byte of the data, and stands in the metadata as
    `sha256`. Raises EngineError `disk_full` or `not_written`.
    """
    blocks = {name: _block(tensor) for name, tensor in tensors.items()}
    entries: dict[str, TensorEntry] = {}
    end = 0
    data = hashlib.sha256()
    for name, block in blocks.items():
        start, end = end, end + block.nbytes
        dtype = _NAMES[str(tensors[name].dtype).removeprefix("torch.")]
        entries[name] = TensorEntry(dtype, tuple(tensors[name].shape), start, end)
        data.update(block)
    texts = {**(metadata or {}), _DATA_DIGEST: data.hexdigest()}
    digest = Header(entries, texts, 0, 0).digest()
    head = _encode(entries, {**texts, DIGEST: digest})

    def write(file: IO[bytes]) -> None:
        file.write(head)
        for block in blocks.values():
            file.write(block)

    atomic_write(path, write, len(head) + end)
    return digest


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """What the system says when `path` is opened or read, as EngineError `model_missing` or `model_unreadable`."""
    try:
        yield
    except FileNotFoundError as error:
        raise EngineError("model_missing", path=str(path)) from error
    except OSError as error:
        raise EngineError("model_unreadable", path=str(path), detail=error.strerror or str(error)) from error


def read_header(file: IO[bytes], path: Path) -> Header:
    """What an open safetensors file announces: no tensor is read. Where it carries a digest, that agrees.

    Raises EngineError `model_unreadable`, `model_damaged` or `model_bomb`.
    """
    with reading(path):
        header = parse_header(file, path)
    signed = DIGEST in header.metadata or _DATA_DIGEST in header.metadata
    if signed and header.metadata.get(DIGEST) != header.digest():  # changed, or its digest is lost
        raise EngineError("model_damaged", path=str(path))
    return header


def read_tensors(path: Path, digest: str | None = None) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors and the metadata of a file that `write_tensors` wrote, its digest verified (and equal to `digest`).

    Raises what `read_header` raises, and EngineError `model_damaged` when the digest does not agree.
    """
    with reading(path), path.open("rb") as file:
        header = read_header(file, path)
        if DIGEST not in header.metadata or digest not in (None, header.metadata[DIGEST]):
            raise EngineError("model_damaged", path=str(path))
        return read_data(file, path, header), dict(header.metadata)


def read_data(file: BufferedReader, path: Path, header: Header) -> dict[str, Tensor]:
    """Every tensor of an open file whose header was read, each in memory of its own.

    Where the header carries a digest of the data it is verified. Raises EngineError `model_damaged` or
    `model_unreadable`.
    """
    import torch

    tensors: dict[str, Tensor] = {}
    sha = hashlib.sha256()
    with reading(path):
        file.seek(header.data)
        for name, entry in header.tensors.items():
            block = torch.empty(entry.end - entry.start, dtype=torch.uint8)
            view = block.numpy().data
            if file.readinto(view) != len(view):
                raise EngineError("model_damaged", path=str(path))
            sha.update(view)
            tensors[name] = block.view(getattr(torch, _TYPES[entry.dtype])).view(entry.shape)
    if header.metadata.get(_DATA_DIGEST, sha.hexdigest()) != sha.hexdigest():
        raise EngineError("model_damaged", path=str(path))
    return tensors


def _block(tensor: Tensor) -> memoryview:
    import torch

    plain = tensor.detach().to("cpu").contiguous().reshape(-1)
    return plain.view(torch.uint8).numpy().data


def _encode(entries: Mapping[str, TensorEntry], metadata: Mapping[str, str]) -> bytes:
    header: dict[str, Any] = {"__metadata__": dict(metadata)}
    for name, entry in entries.items():
        header[name] = {"dtype": entry.dtype, "shape": entry.shape, "data_offsets": [entry.start, entry.end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


def parse_header(file: IO[bytes], path: Path) -> Header:
    """As `read_header`, the digest not checked."""
    file.seek(0)
    size = os.fstat(file.fileno()).st_size
    first = file.read(8)
    length = struct.unpack("<Q", first)[0] if len(first) == 8 else size
    if 8 + length > size:
        raise EngineError("model_damaged", path=str(path))
    if length > _HEADER_LIMIT:
        raise EngineError("model_bomb", path=str(path))
    text = file.read(length)
    if sum(text.count(mark) for mark in (b",", b"[", b"{")) > _PARTS_LIMIT:
        raise EngineError("model_bomb", path=str(path))
    try:
        return _parse(json.loads(text), 8 + length, size)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EngineError("model_damaged", path=str(path)) from error


def _parse(value: Mapping[str, Any], data: int, size: int) -> Header:
    metadata = value.get("__metadata__", {})
    if not all(isinstance(key, str) and isinstance(text, str) for key, text in metadata.items()):
        raise ValueError("metadata")
    found = {name: _entry(raw) for name, raw in value.items() if name != "__metadata__"}
    ordered = dict(sorted(found.items(), key=lambda item: (item[1].start, item[1].end)))
    end = 0
    for entry in ordered.values():
        if entry.start != end:
            raise ValueError("gap")
        end = entry.end
    if data + end != size:
        raise ValueError("length")
    return Header(ordered, dict(metadata), data, size)


def _entry(raw: Mapping[str, Any]) -> TensorEntry:
    shape = tuple(raw["shape"])
    start, end = raw["data_offsets"]
    if not all(type(figure) is int and figure >= 0 for figure in (*shape, start, end)):
        raise ValueError("figures")
    if end - start != math.prod(shape) * _SIZES[raw["dtype"]]:
        raise ValueError("bytes")
    return TensorEntry(raw["dtype"], shape, start, end)
