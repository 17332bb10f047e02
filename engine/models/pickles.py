"""PyTorch's checkpoint files (.pth, .pt), looked through before PyTorch may open them.

A checkpoint is a pickle, and a pickle is a program. So its instructions are read first, without being run: only those
that make tensors and names are let through, anything else is code. Then a reader of our own, which makes no tensor,
finds the names and shapes; they are compared before memory is taken. Only then does `torch.load` read the file, with
`weights_only=True` said explicitly, which no environment variable overrules.
"""

from __future__ import annotations

import collections
import io
import math
import pickle
import pickletools
import struct
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final, NamedTuple, NoReturn

from engine.job.words import EngineError

_ZIP: Final = b"PK\x03\x04"
_LEGACY: Final = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."
_PICKLE_LIMIT: Final = 4 << 20  # bytes of instructions; the largest backbone has 0.1 million
_INSTRUCTIONS_LIMIT: Final = 400_000
_DIRECTORY_LIMIT: Final = 2 << 20  # bytes of an archive's table of contents
_ENTRIES_LIMIT: Final = 20_000
_NESTED: Final = ("state_dict", "model", "model_state_dict")

_HARMLESS: Final = frozenset((
    "PROTO", "STOP", "MARK", "POP", "POP_MARK", "NONE", "NEWTRUE", "NEWFALSE", "EMPTY_DICT", "EMPTY_LIST",
    "EMPTY_TUPLE", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3", "APPEND", "APPENDS", "SETITEM", "SETITEMS", "DICT", "LIST",
    "BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT", "BINUNICODE", "SHORT_BINSTRING", "BINSTRING", "BINPUT",
    "LONG_BINPUT", "BINGET", "LONG_BINGET", "BINPERSID", "REDUCE", "BUILD", "GLOBAL", "FRAME", "MEMOIZE",
    "SHORT_BINUNICODE",
))  # fmt: skip
_CODE: Final = frozenset((
    "STACK_GLOBAL", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "EXT1", "EXT2", "EXT4", "NEXT_BUFFER", "PERSID",
))  # fmt: skip
_STORAGES: Final = {
    "FloatStorage": ("float32", 4), "DoubleStorage": ("float64", 8), "HalfStorage": ("float16", 2),
    "BFloat16Storage": ("bfloat16", 2), "LongStorage": ("int64", 8), "IntStorage": ("int32", 4),
    "ShortStorage": ("int16", 2), "CharStorage": ("int8", 1), "ByteStorage": ("uint8", 1), "BoolStorage": ("bool", 1),
}  # fmt: skip


class Storage(NamedTuple):
    """A block of bytes that tensors lie in."""

    key: str
    figures: int
    bytes_each: int


class Described(NamedTuple):
    """A tensor as a checkpoint announces it."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def whole(self) -> bool:
        """Whether every figure has a place of its own inside the storage: no stride of 0, nothing outside."""
        last = sum((side - 1) * stride for side, stride in zip(self.shape, self.strides, strict=True))
        inside = self.offset >= 0 and self.offset + last < self.storage.figures
        spread = all(stride > 0 for side, stride in zip(self.shape, self.strides, strict=True) if side > 1)
        return min(self.shape, default=1) > 0 and spread and inside and math.prod(self.shape) <= self.storage.figures


def describe(file: IO[bytes], path: Path) -> dict[str, tuple[int, ...]]:
    """The names and shapes of the tensors in an open checkpoint, found without loading it.

    Raises EngineError `file_has_code`, `file_bomb`, `file_damaged` or `not_weights`.
    """
    file.seek(0)
    start = file.read(len(_LEGACY))
    file.seek(0)
    if start.startswith(_ZIP):
        value, sizes = _from_zip(file, path)
    elif start == _LEGACY:
        value, sizes = _from_legacy(file, path)
    else:
        _refuse_pickle(io.BytesIO(file.read(_PICKLE_LIMIT)), path)
        raise EngineError("not_weights", path=str(path))
    state = unwrap(value)
    if not isinstance(state, dict) or not all(isinstance(tensor, Described) for tensor in state.values()):
        raise EngineError("not_weights", path=str(path))
    if len(state) > _ENTRIES_LIMIT or not all(_fits(tensor, sizes) for tensor in state.values()):
        raise EngineError("file_bomb", path=str(path))
    return {str(name).removeprefix("module."): tensor.shape for name, tensor in state.items()}


def unwrap(value: Any) -> Any:
    """The tensors by name, where a checkpoint keeps them one level down."""
    for name in _NESTED:
        if isinstance(value, dict) and isinstance(value.get(name), dict):
            return value[name]
    return value


def _fits(tensor: Described, sizes: Mapping[str, int]) -> bool:
    """Whether the file really holds the storage, and the storage the tensor."""
    storage = tensor.storage
    return tensor.whole() and sizes.get(storage.key, -1) >= storage.figures * storage.bytes_each


def _from_zip(file: IO[bytes], path: Path) -> tuple[Any, dict[str, int]]:
    _bound_directory(file, path)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if any(entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1 for entry in entries):
                raise EngineError("file_bomb", path=str(path))
            pickles = [entry for entry in entries if entry.filename.endswith("/data.pkl")]
            if not pickles:
                raise EngineError("not_weights", path=str(path))
            if len(pickles) > 1 or pickles[0].file_size > _PICKLE_LIMIT:
                raise EngineError("file_bomb", path=str(path))
            prefix = pickles[0].filename.removesuffix("data.pkl") + "data/"
            sizes = {e.filename.removeprefix(prefix): e.file_size for e in entries if e.filename.startswith(prefix)}
            program = archive.read(pickles[0])
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error) as error:
        raise EngineError("file_damaged", path=str(path)) from error
    return _interpret(io.BytesIO(program), path), sizes


def _bound_directory(file: IO[bytes], path: Path) -> None:
    """Refuses an archive whose table of contents alone would fill the memory."""
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


def _from_legacy(file: IO[bytes], path: Path) -> tuple[Any, dict[str, int]]:
    """The format before 2020: pickles one after the other (magic, protocol, system, tensors, keys), then raw bytes."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    programs = io.BytesIO(file.read(_PICKLE_LIMIT))
    storages: dict[str, Storage] = {}
    value: Any = None
    for number in range(5):
        reader = _Reader(programs, path)
        found = _interpret(programs, path, reader)
        storages |= reader.storages
        value = found if number == 3 else value
    if sum(storage.figures * storage.bytes_each + 8 for storage in storages.values()) > size - programs.tell():
        raise EngineError("file_damaged", path=str(path))
    return value, {key: storage.figures * storage.bytes_each for key, storage in storages.items()}


def _interpret(file: IO[bytes], path: Path, reader: _Reader | None = None) -> Any:
    """What one pickle says, with inert records for tensors; `file` then stands behind it."""
    start = file.tell()
    _inspect(file, path)
    end = file.tell()
    file.seek(start)
    reader = reader or _Reader(file, path)
    try:
        value = reader.load()
    except EngineError:
        raise
    except Exception as error:  # a pickle of nonsense can raise anything
        raise EngineError("file_damaged", path=str(path)) from error
    file.seek(end)
    return value


def _inspect(file: IO[bytes], path: Path) -> None:
    """Reads one pickle's instructions, running none. Raises EngineError `file_has_code` and its like."""
    names: list[str] = []
    odd = False
    for number, (name, argument) in enumerate(_instructions(file, path)):
        if isinstance(argument, str):
            names.append(argument)
        if name in _CODE:
            _refuse_code(path, ".".join(names[-2:]))
        if name == "GLOBAL" and tuple(str(argument).split(" ", 1)) not in _GLOBALS:
            _refuse_code(path, str(argument).replace(" ", "."))
        if number > _INSTRUCTIONS_LIMIT or (name in ("BINPUT", "LONG_BINPUT") and argument > number + 16):
            raise EngineError("file_bomb", path=str(path))
        odd = odd or name not in _HARMLESS
    if odd:
        raise EngineError("file_damaged", path=str(path))


def _refuse_pickle(file: IO[bytes], path: Path) -> None:
    """Says of a file of another kind that it contains code, where it is a pickle from beginning to end."""
    try:
        for _ in pickletools.genops(file):
            pass
    except Exception:  # no pickle, and any bytes may come here
        return
    file.seek(0)
    _inspect(file, path)


def _instructions(file: IO[bytes], path: Path) -> Iterator[tuple[str, Any]]:
    try:
        for opcode, argument, _ in pickletools.genops(file):
            yield opcode.name, argument
    except (ValueError, IndexError, OverflowError, UnicodeDecodeError) as error:
        raise EngineError("file_damaged", path=str(path)) from error


def _refuse_code(path: Path, name: str) -> NoReturn:
    raise EngineError("file_has_code", path=str(path), name=name[:80])


class _Reader(pickle.Unpickler):
    """Reads a pickle whose instructions were inspected, making records where PyTorch would make tensors."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        super().__init__(file)
        self.storages: dict[str, Storage] = {}
        self._path = path

    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) not in _GLOBALS:
            _refuse_code(self._path, f"{module}.{name}")
        return _GLOBALS[module, name]

    def persistent_load(self, pid: Any, /) -> Storage:
        _, kind, key, _, figures, *_ = pid
        storage = Storage(str(key), int(figures), kind.bytes_each)
        self.storages[storage.key] = storage
        return storage


class _Kind(NamedTuple):
    """The type of a storage's figures."""

    dtype: str
    bytes_each: int


def _tensor(storage: Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any) -> Described:
    sides, steps = tuple(int(side) for side in shape), tuple(int(step) for step in strides)
    if len(sides) != len(steps) or len(sides) > 8 or not isinstance(storage, Storage):
        raise ValueError("tensor")
    return Described(storage, int(offset), sides, steps)


def _parameter(data: Described, *_: Any) -> Described:
    return data


_GLOBALS: Final[Mapping[tuple[str, ...], Any]] = {
    ("collections", "OrderedDict"): collections.OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch._utils", "_rebuild_parameter"): _parameter,
    **{("torch", name): _Kind(*kind) for name, kind in _STORAGES.items()},
}
