"""PyTorch's checkpoint files (.pth, .pt, .ckpt, .tar): what they announce, and their figures.

The pickle inside is read by an inert reader of our own (`pickles`), which calls nothing that the file names. What it
tells of tensors is compared with the file's size before memory is taken; then the figures are copied from where they
lie.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NoReturn

from engine.job.words import EngineError, message
from engine.models.pickles import LIMIT, BombError, DamagedError, Described, Storage, Thing, Told, read_pickle

if TYPE_CHECKING:
    from torch import Tensor

_ZIP: Final = b"PK\x03\x04"
_MAGIC: Final = 0x1950A86A20F9469CFC6C
_DIRECTORY_LIMIT: Final = 2 << 20  # bytes of an archive's table of contents
_ENTRIES_LIMIT: Final = 20_000
_DEPTH: Final = 12
_NODES: Final = 400_000
_LETTERS: Final = 400  # of a name; under a longer one there are no weights
_TOLD: Final = 20_000  # plain values that are kept

_OTHERS: Final = (
    (b"\x89HDF\r\n\x1a\n", "keras"), (b"GGUF", "gguf"), (b"\x93NUMPY", "arrays"), (b"\x1f\x8b", "packed"),
    (b"BZh", "packed"), (b"\xfd7zXZ", "packed"), (b"7z\xbc\xaf", "packed"), (b"Rar!", "packed"),
    (b"PK\x05\x06", "empty"), (b"version https://git-lfs", "lfs"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a storage's bytes lie: an entry of the archive, or how far into the file."""

    bytes: int
    entry: zipfile.ZipInfo | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Announced:
    """What a checkpoint announces. Names lead through whatever it is nested in: "state_dict.module.conv1.weight".

    `told`: the plain values beside the tensors, named likewise; what they are is not known. `nests`: what stands before
    the names in each collection that holds tensors itself.
    """

    tensors: Mapping[str, Described]
    told: Mapping[str, Any]
    nests: tuple[str, ...]
    _places: Mapping[str, _Place] = field(repr=False, default_factory=dict)
    _swapped: bool = False

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {name: tensor.shape for name, tensor in self.tensors.items()}

    def read(self, file: IO[bytes], path: Path, names: Iterable[str]) -> dict[str, Tensor]:
        """The tensors of those names, on the CPU, each in memory of its own.

        Raises EngineError `file_damaged`, or `file_bomb` where their blocks together are larger than the file.
        """
        wanted = {name: self.tensors[name] for name in names}
        uses = Counter(tensor.storage.key for tensor in wanted.values())
        if sum(self._places[key].bytes for key in uses) > file.seek(0, io.SEEK_END):
            raise EngineError("file_bomb", path=str(path))
        blocks: dict[str, Tensor] = {}
        try:
            return {name: self._tensor(file, tensor, blocks, uses) for name, tensor in wanted.items()}
        except MemoryError:
            raise
        except (zipfile.BadZipFile, ValueError, EOFError, OSError, RuntimeError) as error:
            raise EngineError("file_damaged", path=str(path)) from error

    def _tensor(self, file: IO[bytes], described: Described, blocks: dict[str, Tensor], uses: Counter[str]) -> Tensor:
        import torch

        storage = described.storage
        if storage.key not in blocks:
            blocks[storage.key] = self._block(file, self._places[storage.key], storage.bytes_each)
        figures = blocks[storage.key].view(getattr(torch, storage.dtype))
        view = figures.as_strided(described.shape, described.strides, storage.start + described.offset)
        uses[storage.key] -= 1
        if uses[storage.key] == 0:
            del blocks[storage.key]
        alone = view.is_contiguous() and view.numel() == figures.numel()
        return view if alone else view.clone(memory_format=torch.contiguous_format)

    def _block(self, file: IO[bytes], place: _Place, bytes_each: int) -> Tensor:
        import torch

        block = torch.empty(place.bytes - place.bytes % bytes_each, dtype=torch.uint8)
        into = block.numpy()
        if place.entry is not None:
            with zipfile.ZipFile(file) as archive, archive.open(place.entry) as inside:
                _fill(into.data, inside)
                inside.read()  # to its end, where its checksum is compared
        else:
            file.seek(place.offset)
            _fill(into.data, file)
        if self._swapped and bytes_each > 1:
            into[:] = into.reshape(-1, bytes_each)[:, ::-1].reshape(-1)
        return block


def _fill(target: memoryview, file: IO[bytes]) -> None:
    """Copies what comes next in a file. Raises EOFError where there is less."""
    done = 0
    while done < len(target):
        block = file.read(min(1 << 22, len(target) - done))
        if not block:
            raise EOFError
        target[done : done + len(block)] = block
        done += len(block)


def describe(file: IO[bytes], path: Path) -> Announced:
    """What an open checkpoint announces, found without loading it.

    Raises EngineError `file_has_code`, `whole_network`, `foreign_objects`, `torchscript`, `file_bomb`, `file_damaged`,
    `other_weights` or `not_weights`.
    """
    file.seek(0)
    start = file.read(1024)
    file.seek(0)
    try:
        if start.startswith(_ZIP):
            return _from_zip(file, path)
        return _from_pickles(file, path, start)
    except BombError as error:
        raise EngineError("file_bomb", path=str(path)) from error
    except DamagedError as error:
        raise EngineError("file_damaged", path=str(path)) from error


def _from_zip(file: IO[bytes], path: Path) -> Announced:
    size = _bound_directory(file, path)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            pickles = [entry for entry in entries if entry.filename.endswith("/data.pkl")]
            if not pickles:
                _refuse_archive(entries, path)
            folder = pickles[0].filename.removesuffix("data.pkl")
            named = {entry.filename: entry for entry in entries}
            if len(named) < len(entries):  # which of two is meant, nobody can tell
                raise EngineError("file_damaged", path=str(path))
            if any(name.startswith(folder + "code/") or name == folder + "constants.pkl" for name in named):
                raise EngineError("torchscript", path=str(path), lines=_lines(path, "torch.jit.load", ".state_dict()"))
            if not all(_stored(entry, size) for entry in entries):
                raise EngineError("file_bomb", path=str(path))
            if len(pickles) > 1 or pickles[0].file_size > LIMIT:
                raise EngineError("file_bomb", path=str(path))
            program = archive.read(pickles[0])
            order = named.get(folder + "byteorder")
            swapped = order is not None and order.file_size == 3 and archive.read(order) == b"big"
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error) as error:
        raise EngineError("file_damaged", path=str(path)) from error
    told = read_pickle(io.BytesIO(program))
    _refuse_foreign(told, path, "torch.load")
    inside = folder + "data/"
    places = {
        name.removeprefix(inside): _Place(entry.file_size, entry)
        for name, entry in named.items()
        if name.startswith(inside)
    }
    return _checkpoint(told.value, places, path, swapped)


def _refuse_archive(entries: list[zipfile.ZipInfo], path: Path) -> NoReturn:
    """Says of an archive that is no checkpoint what it is."""
    names = [entry.filename.lower() for entry in entries]
    if any(name.endswith(".h5") or name == "keras_metadata.pb" for name in names):
        kind = "keras"
    elif any(name.endswith(".npy") for name in names):
        kind = "arrays"
    elif any(name.endswith((".pth", ".pt", ".safetensors", ".ckpt", ".bin", ".tar")) for name in names):
        kind = "packed"
    else:
        raise EngineError("not_weights", path=str(path))
    _refuse_other(kind, path)


def _stored(entry: zipfile.ZipInfo, size: int) -> bool:
    """Whether an entry lies in a file of `size` bytes as it is: neither compressed nor larger than what is there."""
    plain = entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 1
    return plain and entry.compress_size == entry.file_size and entry.header_offset + entry.file_size <= size


def _bound_directory(file: IO[bytes], path: Path) -> int:
    """Refuses an archive whose table of contents alone would fill the memory; gives the file's size in bytes."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - (1 << 16) - 98))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise EngineError("file_damaged", path=str(path))
    count, length = struct.unpack("<HI", tail[place + 10 : place + 16])
    far = tail[max(0, place - 76) : max(0, place - 20)]
    if tail[max(0, place - 20) : place].startswith(b"PK\x06\x07") and far.startswith(b"PK\x06\x06"):
        count, length = struct.unpack("<QQ", far[32:48])
    if count > _ENTRIES_LIMIT or length > _DIRECTORY_LIMIT:
        raise EngineError("file_bomb", path=str(path))
    return size


def _from_pickles(file: IO[bytes], path: Path, start: bytes) -> Announced:
    """The format before 2020: pickles one after the other (magic, protocol, system, tensors, keys), then raw bytes."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    programs = io.BytesIO(file.read(LIMIT))
    try:
        first = read_pickle(programs)
    except (DamagedError, BombError):
        _refuse_bytes(start, path)
    if first.value != _MAGIC:
        _refuse_foreign(first, path, "pickle.load")
        raise EngineError("not_weights", path=str(path))
    told = []
    for _ in range(4):
        told.append(read_pickle(programs))
        _refuse_foreign(told[-1], path, "torch.load")
    _, system, tensors, keys = told
    swapped = isinstance(system.value, dict) and system.value.get("little_endian") is False
    places = dict(_raw(tensors.storages, keys.value, programs.tell(), size))
    if len(places) < len(tensors.storages):
        raise EngineError("file_damaged", path=str(path))
    return _checkpoint(tensors.value, places, path, swapped)


def _raw(storages: Mapping[str, Storage], keys: Any, offset: int, size: int) -> Iterator[tuple[str, _Place]]:
    """Where the storages lie that the file is long enough for: before each stands how many figures it has."""
    for key in keys if isinstance(keys, list) else []:
        storage = storages.get(str(key) if isinstance(key, str | int) else "")
        if storage is None:
            return
        length = storage.figures * storage.bytes_each
        if storage.figures < 0 or offset + 8 + length > size:
            return
        yield storage.key, _Place(length, offset=offset + 8)
        offset += 8 + length


def _refuse_bytes(start: bytes, path: Path) -> NoReturn:
    """Says of a file that is neither an archive nor pickles what it is."""
    for magic, kind in _OTHERS:
        if start.startswith(magic):
            _refuse_other(kind, path)
    if start[4:8] == b"TFL3":
        _refuse_other("tflite", path)
    if start.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        _refuse_other("html", path)
    if start[257:262] == b"ustar":
        _refuse_other("packed", path)
    if path.suffix.lower() == ".onnx":
        _refuse_other("onnx", path)
    if start[:1] == b"\x80" and b"numpy" in start:
        _refuse_other("arrays", path)
    raise EngineError("not_weights", path=str(path))


def _refuse_other(kind: str, path: Path) -> NoReturn:
    kinds, remedies = message(f"weights_kind.{kind}"), message(f"weights_kind.{kind}_remedy")
    raise EngineError("other_weights", path=str(path), kind=kinds, remedy=remedies)


_HARMFUL: Final = frozenset((
    "os", "posix", "nt", "builtins", "__builtin__", "subprocess", "sys", "shutil", "socket", "ctypes", "pty", "runpy",
    "importlib", "webbrowser", "operator", "functools", "code", "codeop", "types", "pickle", "_pickle", "commands",
    "timeit", "pip", "marshal", "asyncio", "multiprocessing", "threading", "_thread", "tempfile", "http", "urllib",
    "requests", "copyreg", "bdb", "pdb", "trace", "profile", "cProfile",
    "platform", "site", "signal", "io", "_io", "pydoc",
))  # fmt: skip


_TENSORS: Final = ("torch._utils._rebuild_", "torch._C.", "torch.per_", "torch.Q", "torch.sparse", "torch.ops.")
"""What PyTorch names to make tensors of other kinds: quantised, sparse, nested."""


def _refuse_foreign(told: Told, path: Path, reader: str) -> None:
    """Refuses a pickle that would run what is neither a tensor nor known to be harmless."""
    if not told.foreign:
        return
    for name in told.foreign:
        if name.partition(".")[0] in _HARMFUL:
            raise EngineError("file_has_code", path=str(path), name=name[:80])
    if all(name.startswith(_TENSORS) for name in told.foreign):
        raise EngineError("unusual_tensors", path=str(path), name=told.foreign[0][:80])
    network = told.network or any(name.startswith("torch.nn.modules.") for name in told.foreign)
    way = ".state_dict()" if network and told.value is None else _way(told.value)
    what, code = _lines(path, reader, way), "whole_network" if network else "foreign_objects"
    raise EngineError(code, path=str(path), name=told.foreign[0][:80], lines=what)


def _way(value: Any) -> str:
    """How a person who has opened the file in Python comes from it to the tensors by name."""
    if isinstance(value, Thing):
        return ".state_dict()"
    if not isinstance(value, dict):
        return ""
    for key, inner in value.items():
        if isinstance(inner, Thing) and "_modules" in inner.state:
            return f"[{key!r}].state_dict()"
    inside = {key: _tensors(inner) for key, inner in value.items()}
    best = max(inside, key=lambda key: inside[key], default=None)
    return f"[{best!r}]" if best is not None and inside[best] else ""


def _tensors(value: Any) -> int:
    return sum(isinstance(inner, Described) for inner in value.values()) if isinstance(value, dict) else 0


def _lines(path: Path, reader: str, way: str) -> str:
    """The two lines of Python that turn a file of one's own into safetensors."""
    target = str(path.with_name(path.name + ".safetensors"))
    options = {"torch.load": ', map_location="cpu", weights_only=False', "torch.jit.load": ', map_location="cpu"'}
    if reader == "pickle.load":
        opened, also = f'pickle.load(open({str(path)!r}, "rb"))', ", pickle"
    else:
        opened, also = f"{reader}({str(path)!r}{options[reader]})", ""
    saved = f"{{k: v.contiguous().clone() for k, v in {opened}{way}.items()}}"
    return f"import torch{also}; from safetensors.torch import save_file  ⏎  save_file({saved}, {target!r})"


def _checkpoint(value: Any, places: Mapping[str, _Place], path: Path, swapped: bool) -> Announced:
    """The checkpoint whose pickle said `value`, once the file is known to hold what that announces."""
    tensors: dict[str, Described] = {}
    told: dict[str, Any] = {}
    nests: dict[str, None] = {}
    for nest, name, found in _flat(value, path):
        if isinstance(found, Described):
            tensors[name] = found
            nests[nest] = None
        elif len(told) < _TOLD:
            told[name] = found
    if not tensors:
        raise EngineError("not_weights", path=str(path))
    if len(tensors) > _ENTRIES_LIMIT:
        raise EngineError("file_bomb", path=str(path))
    kept = {name: tensor for name, tensor in tensors.items() if _fits(tensor, places)}
    if _lies(tensors, kept):
        raise EngineError("file_bomb", path=str(path))
    return Announced(kept, told, tuple(nests), places, swapped)


def _lies(tensors: Mapping[str, Described], kept: Mapping[str, Described]) -> bool:
    """Whether a tensor announces more than the file holds for it; one without a figure is left out, and no lie."""
    return any(name not in kept and min(tensor.shape, default=1) > 0 for name, tensor in tensors.items())


def _fits(tensor: Described, places: Mapping[str, _Place]) -> bool:
    """Whether the file really holds the storage, and the storage the tensor."""
    storage, place = tensor.storage, places.get(tensor.storage.key)
    if place is None or storage.start < 0 or not tensor.whole():
        return False
    return place.bytes >= (storage.start + storage.figures) * storage.bytes_each


def _flat(value: Any, path: Path) -> Iterator[tuple[str, str, Any]]:
    """All that a pickle's value holds: what it is nested in, its name with that, and itself.

    Raises EngineError `file_bomb` where that has no end.
    """
    waiting: list[tuple[str, str, Any, int]] = [("", "", value, 0)]
    nodes = 0
    while waiting:
        nest, name, found, depth = waiting.pop()
        if not isinstance(found, dict | list | Thing) or isinstance(found, Described):
            yield nest, name, found
            continue
        within, inside = name + "." if name else "", _inside(found)
        if not inside:
            yield nest, name, None
        nodes += len(inside)
        if nodes > _NODES:
            raise EngineError("file_bomb", path=str(path))
        if depth < _DEPTH:
            named = [(within, f"{within}{key}", one, depth + 1) for key, one in inside if _short(key)]
            waiting += named[::-1]


def _short(key: Any) -> bool:
    return isinstance(key, int | float | None) or len(key) <= _LETTERS


def _inside(found: Any) -> list[tuple[Any, Any]]:
    if isinstance(found, Thing):
        return list(found.state.items())
    return list(enumerate(found)) if isinstance(found, list) else list(found.items())
