"""Pickles, read without running them.

A checkpoint of PyTorch is a pickle, and a pickle is a program that may call anything. Here its instructions are worked
through on a stack of our own, and nothing of the file's is ever called: a tensor becomes a record of where its figures
lie, a collection or a number becomes a plain one, an object that is known to be harmless becomes a record of what it
was made of. Every other name is noted, for whoever asked to refuse the file
(docs.python.org/3/library/pickletools.html).
"""

from __future__ import annotations

import math
import pickletools
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Final, NamedTuple, TypeAlias

LIMIT: Final = 4 << 20  # bytes of instructions; the largest backbone has 0.1 million, with an optimiser's state 0.4
_INSTRUCTIONS: Final = 400_000
_COPIED: Final = 8 << 20  # entries
_DIGITS: Final = 64  # bytes of a whole number

Key: TypeAlias = "str | int | float | bool | bytes | None"


class DamagedError(ValueError):
    """The instructions make no sense."""


class BombError(ValueError):
    """There are more instructions than any file of weights needs."""


class Storage(NamedTuple):
    """A block of figures that tensors lie in; `start`: how many figures into the block of that `key` it begins."""

    key: str
    dtype: str
    figures: int
    bytes_each: int
    start: int = 0


class Described(NamedTuple):
    """A tensor as a checkpoint announces it; `offset` and `strides` in figures."""

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


class Name(NamedTuple):
    """Something that a pickle names to call it or to keep it: never looked up."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(slots=True)
class Thing:
    """An object as a record: what it is called, what it was made of, and the state it was given."""

    name: Name
    made_of: list[Any]
    state: dict[Key, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Told:
    """What one pickle says. `foreign`: names of what is neither a tensor nor known to be harmless, in their order.

    `network`: it holds a whole network as an object. `storages`: by key.
    """

    value: Any = None
    foreign: list[str] = field(default_factory=list)
    network: bool = False
    storages: dict[str, Storage] = field(default_factory=dict)


def read_pickle(file: IO[bytes]) -> Told:
    """What the pickle says that begins here; `file` then stands behind it. Raises DamagedError or BombError."""
    machine = _Machine()
    try:
        for name, argument in _instructions(file):
            machine.follow(name, argument)
    except (DamagedError, BombError):
        raise
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, struct.error) as error:
        if machine.told.foreign:  # why it makes no sense does not matter any more
            return machine.told
        raise DamagedError from error
    return machine.told


def _instructions(file: IO[bytes]) -> Iterator[tuple[str, Any]]:
    for number, (opcode, argument, _) in enumerate(pickletools.genops(file)):
        if number > _INSTRUCTIONS:
            raise BombError
        yield opcode.name, argument


_STORAGES: Final = {
    "FloatStorage": ("float32", 4), "DoubleStorage": ("float64", 8), "HalfStorage": ("float16", 2),
    "BFloat16Storage": ("bfloat16", 2), "LongStorage": ("int64", 8), "IntStorage": ("int32", 4),
    "ShortStorage": ("int16", 2), "CharStorage": ("int8", 1), "ByteStorage": ("uint8", 1), "BoolStorage": ("bool", 1),
}  # fmt: skip
_MAPS: Final = frozenset((
    "collections.OrderedDict", "collections.Counter", "collections.defaultdict", "builtins.dict",
))  # fmt: skip
_ROWS: Final = frozenset((
    "builtins.set", "builtins.frozenset", "builtins.list", "builtins.tuple", "collections.deque", "torch.Size",
))  # fmt: skip
_HARMLESS: Final = _MAPS | _ROWS | frozenset((
    "argparse.Namespace", "types.SimpleNamespace", "builtins.int", "builtins.float", "builtins.str", "builtins.bool",
    "builtins.complex", "builtins.bytes", "builtins.bytearray", "builtins.slice", "builtins.range", "builtins.object",
    "copyreg._reconstructor", "_codecs.encode", "datetime.datetime", "datetime.date", "datetime.time",
    "datetime.timedelta", "datetime.timezone", "decimal.Decimal", "fractions.Fraction", "uuid.UUID",
    "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.Path", "pathlib.PurePosixPath", "pathlib.PureWindowsPath",
    "pathlib.PurePath", "pathlib._local.PosixPath", "pathlib._local.WindowsPath", "pathlib._local.Path",
    "numpy.dtype", "numpy.ndarray", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
    "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct", "numpy._core.numeric._frombuffer",
    "numpy.core.numeric._frombuffer",
    "torch.device", "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2",
    "torch._utils._rebuild_parameter",
    "torch._utils._rebuild_parameter_with_state", "torch._tensor._rebuild_from_type_v2",
    "torch.nn.parameter.Parameter", "torch.Tensor", "torch.storage.UntypedStorage", "torch.serialization._get_layout",
    "lightning.fabric.utilities.data.AttributeDict", "lightning.pytorch.utilities.parsing.AttributeDict",
    "lightning_fabric.utilities.data.AttributeDict", "pytorch_lightning.utilities.parsing.AttributeDict",
    "easydict.EasyDict", "addict.addict.Dict", "addict.Dict",
))  # fmt: skip
_RECORDS: Final = (
    "omegaconf.", "ml_collections.config_dict.", "yacs.config.", "mmengine.config.", "mmcv.utils.config.",
    "mmengine.logging.history_buffer.", "munch.", "box.", "pytorch_lightning.callbacks.",
    "lightning.pytorch.callbacks.", "torch.torch_version.", "typing.",
)  # fmt: skip
"""Where settings and figures come from that training programs keep beside the weights."""
_DTYPES: Final = frozenset((
    "float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "complex64",
))  # fmt: skip


def _harmless(name: Name) -> bool:
    if name.module in ("torch", "torch.cuda") and (name.name in _STORAGES or name.name in _DTYPES):
        return True
    if str(name).startswith(_RECORDS):
        return True
    return str(name) in _HARMLESS or (name.module in ("numpy", "numpy.dtypes") and name.name.isalnum())


class _Machine:
    """The stack, the marks and the memo of a pickle's instructions."""

    def __init__(self) -> None:
        self.told = Told()
        self._stack: list[Any] = []
        self._marks: list[list[Any]] = []
        self._memo: dict[int, Any] = {}

        self._copied = 0

    def follow(self, name: str, argument: Any) -> None:
        """Does what one instruction says. Raises IndexError, KeyError, TypeError, ValueError where that is nonsense."""
        if name in _CONSTANTS:
            self._stack.append(_CONSTANTS[name]())
        elif name in _ARGUMENTS:
            self._stack.append(argument)
        else:
            _DOES[name](self, argument)

    def push(self, value: Any) -> None:
        self._stack.append(value)

    def pop(self) -> Any:
        return self._stack.pop()

    def whole_number(self, argument: int) -> None:
        if argument.bit_length() > 8 * _DIGITS:
            raise BombError
        self.push(argument)

    def mark(self, _: Any) -> None:
        self._marks.append(self._stack)
        self._stack = []

    def marked(self) -> list[Any]:
        """What was pushed since the last mark."""
        found, self._stack = self._stack, self._marks.pop()
        return found

    def drop(self, _: Any) -> None:
        if self._stack:
            self._stack.pop()
        else:
            self.marked()

    def drop_marked(self, _: Any) -> None:
        self.marked()

    def double(self, _: Any) -> None:
        self.push(self._stack[-1])

    def put(self, place: Any) -> None:
        self._memo[len(self._memo) if place is None else int(place)] = self._stack[-1]

    def get(self, place: Any) -> None:
        self.push(self._memo[int(place)])

    def take_tuple(self, count: int) -> None:
        taken = [self.pop() for _ in range(count)]
        self.push(taken[::-1])

    def row(self, _: Any) -> None:
        self.push(self.marked())

    def append(self, values: list[Any]) -> None:
        target = self._stack[-1]
        if isinstance(target, list):
            target.extend(values)
        elif isinstance(target, Thing):
            target.made_of.extend(values)
        else:
            raise TypeError

    def set_items(self, values: list[Any]) -> None:
        target = self._stack[-1]
        if isinstance(target, Thing):
            target = target.state
        if not isinstance(target, dict) or len(values) % 2:
            raise TypeError
        _fill(target, zip(values[::2], values[1::2], strict=True))

    def to_map(self, _: Any) -> None:
        values = self.marked()
        self.push({})
        self.set_items(values)

    def name(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self.named(module, name)

    def name_of_stack(self, _: Any) -> None:
        name, module = self.pop(), self.pop()
        if not isinstance(name, str) or not isinstance(module, str):
            raise TypeError
        self.named(module, name)

    def named(self, module: str, name: str) -> None:
        modern = {"__builtin__": "builtins", "copy_reg": "copyreg"}.get(module, module)
        found = Name(modern, {"unicode": "str", "long": "int"}.get(name, name) if modern == "builtins" else name)
        if not _harmless(found):
            self.told.foreign.append(f"{module}.{name}")
        self.push(found)

    def call(self, _: Any) -> None:
        given, called = self.pop(), self.pop()
        self.count(given)
        self.push(_made(called, given))

    def count(self, given: Any) -> None:
        """Bounds what is copied: a long list may be given to many."""
        parts = given if isinstance(given, list) else [given]
        self._copied += len(parts) + sum(len(part) for part in parts if isinstance(part, list | dict | bytes | str))
        if self._copied > _COPIED:
            raise BombError

    def call_named(self, _: Any) -> None:
        self.pop()
        self.call(None)

    def instance(self, argument: str) -> None:
        given = self.marked()
        self.count(given)
        self.name(argument)
        self.push(_made(self.pop(), given))

    def instance_of_stack(self, _: Any) -> None:
        given = self.marked()
        self.count(given)
        self.push(_made(given[0], given[1:]))

    def build(self, _: Any) -> None:
        state, target = self.pop(), self._stack[-1]
        if isinstance(state, dict) and "_modules" in state:
            self.told.network = True
        if not isinstance(target, Thing):
            return  # what a collection or a tensor is told besides
        states = state if isinstance(state, list) else [state]
        self.count(states)
        for part in states:
            if isinstance(part, dict):
                target.state.update(part)
            else:
                target.made_of.append(part)

    def stored(self, _: Any) -> None:
        told = self.pop()
        if isinstance(told, list) and told[:1] == ["module"]:  # before 2020 a network's class stood here
            self.push(told[1])
            return
        if not isinstance(told, list) or not isinstance(told[1], Name) or not isinstance(told[2], str | int):
            raise TypeError
        key, figures, rest = str(told[2]), int(told[4]), told[5] if len(told) > 5 else None
        dtype, size = _STORAGES[told[1].name] if told[1].name != "UntypedStorage" else ("uint8", 1)
        self.told.storages[key] = Storage(key, dtype, figures, size)
        if isinstance(rest, list):  # a view of a storage, as files before 2017 have them
            self.push(Storage(key, dtype, int(rest[2]), size, int(rest[1])))
        else:
            self.push(self.told.storages[key])

    def extension(self, argument: Any) -> None:
        self.told.foreign.append(f"copyreg.{argument}")
        self.push(Name("copyreg", str(argument)))

    def stop(self, _: Any) -> None:
        self.told.value = self.pop()


def _fill(target: dict[Key, Any], items: Any) -> None:
    """Enters what a plain key names; under anything else there are no weights."""
    target.update((key, value) for key, value in items if key is None or isinstance(key, str | int | float | bytes))


def _made(called: Any, given: Any) -> Any:
    """What comes of calling something: a plain collection, a tensor's record, or a record of the object."""
    if not isinstance(called, Name):
        raise TypeError
    arguments = given if isinstance(given, list) else [given]
    name = str(called)
    if name in _MAKERS:
        return _MAKERS[name](arguments)
    if name in _MAPS:
        found: dict[Key, Any] = {}
        for part in arguments:
            _fill(found, part.items() if isinstance(part, dict) else _pairs(part))
        return found
    if name in _ROWS:
        return list(arguments[0]) if arguments and isinstance(arguments[0], list) else []
    if name == "copyreg._reconstructor":
        called = arguments[0] if isinstance(arguments[0], Name) else called
    return Thing(called, list(arguments))


def _pairs(part: Any) -> list[Any]:
    return [pair for pair in part if isinstance(pair, list) and len(pair) == 2] if isinstance(part, list) else []


def _tensor(arguments: list[Any]) -> Described:
    storage, offset, shape, strides = arguments[:4]
    sides, steps = tuple(int(side) for side in shape), tuple(int(step) for step in strides)
    if len(sides) != len(steps) or len(sides) > 8 or not isinstance(storage, Storage):
        raise ValueError
    return Described(storage, int(offset), sides, steps)


def _of_type(arguments: list[Any]) -> Any:
    return _made(arguments[0], arguments[2])


def _encoded(arguments: list[Any]) -> bytes:
    if not isinstance(arguments[0], str):
        raise TypeError
    return arguments[0].encode("latin-1")


_FORMATS: Final = {
    "f2": "e", "f4": "f", "f8": "d", "i1": "b", "i2": "h", "i4": "i", "i8": "q",
    "u1": "B", "u2": "H", "u4": "I", "u8": "Q", "b1": "?",
}  # fmt: skip


def _scalar(arguments: list[Any]) -> Any:
    """A single number of NumPy's, as Python's own; None where it is of another kind."""
    kind, data = arguments[:2]
    letters = kind.made_of[0] if isinstance(kind, Thing) and kind.made_of else None
    if not isinstance(letters, str) or letters not in _FORMATS or not isinstance(data, bytes):
        return None
    big = any(part == ">" for part in kind.made_of[1:] if isinstance(part, str))
    return struct.unpack((">" if big else "<") + _FORMATS[letters], data)[0]


_MAKERS: Final[Mapping[str, Callable[[list[Any]], Any]]] = {
    "torch._utils._rebuild_tensor_v2": _tensor,
    "torch._utils._rebuild_tensor": _tensor,
    "torch._utils._rebuild_parameter": lambda arguments: arguments[0],
    "torch._utils._rebuild_parameter_with_state": lambda arguments: arguments[0],
    "torch.nn.parameter.Parameter": lambda arguments: arguments[0],
    "torch._tensor._rebuild_from_type_v2": _of_type,
    "_codecs.encode": _encoded,
    "numpy.core.multiarray.scalar": _scalar,
    "numpy._core.multiarray.scalar": _scalar,
}
_CONSTANTS: Final[Mapping[str, Callable[[], Any]]] = {
    "NONE": lambda: None, "NEWTRUE": lambda: True, "NEWFALSE": lambda: False, "EMPTY_DICT": dict, "EMPTY_LIST": list,
    "EMPTY_TUPLE": list, "EMPTY_SET": list,
}  # fmt: skip
_ARGUMENTS: Final = frozenset((
    "BININT", "BININT1", "BININT2", "FLOAT", "BINFLOAT", "STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE",
    "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8",
))  # fmt: skip
_DOES: Final[Mapping[str, Callable[[_Machine, Any], None]]] = {
    "PROTO": lambda *_: None, "FRAME": lambda *_: None, "STOP": _Machine.stop, "MARK": _Machine.mark,
    "POP": _Machine.drop, "POP_MARK": _Machine.drop_marked, "DUP": _Machine.double,
    "INT": _Machine.whole_number, "LONG": _Machine.whole_number, "LONG1": _Machine.whole_number,
    "LONG4": _Machine.whole_number, "PUT": _Machine.put, "BINPUT": _Machine.put, "LONG_BINPUT": _Machine.put,
    "MEMOIZE": _Machine.put, "GET": _Machine.get, "BINGET": _Machine.get, "LONG_BINGET": _Machine.get,
    "TUPLE": _Machine.row, "LIST": _Machine.row, "FROZENSET": _Machine.row,
    "TUPLE1": lambda machine, _: machine.take_tuple(1), "TUPLE2": lambda machine, _: machine.take_tuple(2),
    "TUPLE3": lambda machine, _: machine.take_tuple(3), "DICT": _Machine.to_map,
    "APPEND": lambda machine, _: machine.append([machine.pop()]),
    "APPENDS": lambda machine, _: machine.append(machine.marked()),
    "ADDITEMS": lambda machine, _: machine.append(machine.marked()),
    "SETITEM": lambda machine, _: machine.set_items([machine.pop(), machine.pop()][::-1]),
    "SETITEMS": lambda machine, _: machine.set_items(machine.marked()),
    "GLOBAL": _Machine.name, "STACK_GLOBAL": _Machine.name_of_stack, "REDUCE": _Machine.call, "NEWOBJ": _Machine.call,
    "NEWOBJ_EX": _Machine.call_named, "INST": _Machine.instance, "OBJ": _Machine.instance_of_stack,
    "BUILD": _Machine.build, "BINPERSID": _Machine.stored, "EXT1": _Machine.extension, "EXT2": _Machine.extension,
    "EXT4": _Machine.extension,
}  # fmt: skip
