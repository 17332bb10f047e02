"""Weights files: the one way to read them.

A file is one object, `WeightsFile`: opened once, looked through once, checked once, and handed to whoever needs it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from io import BufferedReader
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

from engine.job.words import EngineError
from engine.models import checkpoints
from engine.models.naming import prefixes
from engine.models.tensors import DIGEST, Header, read_data, read_header, reading

if TYPE_CHECKING:
    from torch import Tensor

Shapes: TypeAlias = Mapping[str, tuple[int, ...]]
_TEXT: Final = 1 << 20  # letters of a text that is read as JSON
_LISTED: Final = 8  # differences that an error names


class WeightsFile:
    """An open file of weights, safetensors or a checkpoint; of one job, which closes it (`open_weights`).

    What it announces is looked through when it is first asked for, and kept; a header's own digest is checked then. All
    of it comes from the one file that was opened, also where another takes its name meanwhile. Whatever is asked raises
    EngineError `model_unreadable`; of what is looked through `file_has_code`, `file_bomb`, `file_damaged`,
    `not_weights`, or of safetensors `model_damaged`, `model_bomb`.
    """

    def __init__(self, path: Path, file: BufferedReader) -> None:
        self.path = path
        self._file = file

    @cached_property
    def is_safetensors(self) -> bool:
        """Whether it begins as safetensors do: the length of a header, and the header's brace."""
        with reading(self.path):
            self._file.seek(0)
            start = self._file.read(9)
        return start[8:] == b"{" and start[:2] != b"PK"

    @cached_property
    def _header(self) -> Header | None:
        return read_header(self._file, self.path) if self.is_safetensors else None

    @cached_property
    def _checkpoint(self) -> checkpoints.Announced:
        """What a checkpoint announces; it is read without being run."""
        with reading(self.path):
            return checkpoints.describe(self._file, self.path)

    @cached_property
    def shapes(self) -> Shapes:
        """The shapes of the tensors by name, with all that they are nested in; nothing is loaded."""
        return self._header.shapes if self._header is not None else self._checkpoint.shapes

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """The plain values that stand beside the tensors, by name: epochs, settings, classes. None is to be trusted."""
        return told_in(self._header.metadata) if self._header is not None else self._checkpoint.told

    @property
    def nests(self) -> tuple[str, ...]:
        """The collections in which the tensors lie: what stands before their names there, "" for the outermost."""
        return ("",) if self._header is not None else self._checkpoint.nests

    def look_through(self) -> None:
        """Refuses what holds code, would fill the memory or is no file of tensors; nothing is loaded."""
        _ = self.shapes

    @property
    def metadata(self) -> Mapping[str, str]:
        """The texts beside the tensors; none in a checkpoint."""
        return {} if self._header is None else self._header.metadata

    @property
    def digest(self) -> str:
        """The digest that a file of ours carries, over all that it says and holds; "" where it carries none."""
        return self.metadata.get(DIGEST, "")

    def sha256(self) -> str:
        """The SHA-256 of all its bytes, 64 hex digits, read for that; nothing of it is looked through."""
        with reading(self.path):
            self._file.seek(0)
            return hashlib.file_digest(self._file, "sha256").hexdigest()

    def copy(self, target: IO[bytes]) -> None:
        """Writes all its bytes into `target`."""
        self._file.seek(0)
        shutil.copyfileobj(self._file, target, 1 << 20)

    def load(self, expected: Shapes, beside: str = "") -> dict[str, Tensor]:
        """The tensors, of exactly the names and shapes `expected`; figures as float32.

        Names that begin with `beside` may stand beside them, where it is given, and are left where they are.
        Counters of batch norm that an old file lacks are added. A digest of the data is checked. Shapes are compared
        before memory is taken: `weights_mismatch` or `head_mismatch` tells the differences.
        """
        import torch

        prefix = next(iter(prefixes(expected, self.shapes)), "")
        found = {name.removeprefix(prefix): shape for name, shape in self.shapes.items() if name.startswith(prefix)}
        found = {name: shape for name, shape in found.items() if not (beside and name.startswith(beside))}
        counters = {name for name in expected if name.endswith("num_batches_tracked") and name not in found}
        compare(self.path, {name: shape for name, shape in expected.items() if name not in counters}, found)
        read = self.read(prefix + name for name in found)
        state = {name.removeprefix(prefix): tensor for name, tensor in read.items()}
        return state | {name: torch.zeros((), dtype=torch.int64) for name in counters}

    def read(self, names: Iterable[str]) -> dict[str, Tensor]:
        """The tensors of those names, each in its own memory; figures as float32. A digest of the data is checked."""
        if self._header is None:
            return as_float32(self._checkpoint.read(self._file, self.path, names))
        state = read_data(self._file, self.path, self._header)
        return as_float32({name: state[name] for name in names})


@contextmanager
def open_weights(path: Path) -> Iterator[WeightsFile]:
    """The weights file at `path`, open within the block. Raises EngineError `model_missing` or `model_unreadable`."""
    with reading(path):
        file = path.open("rb")
    with file:
        yield WeightsFile(path, file)


def as_float32(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same tensors, figures in float32; counters stay whole numbers."""
    return {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in state.items()}


def compare(path: Path, expected: Shapes, found: Shapes) -> None:
    """Raises EngineError `weights_mismatch`, or `head_mismatch` when the last layer alone differs."""
    names = differing(expected, found)
    if not names:
        return
    head = len({name.rpartition(".")[0] for name in names}) == 1 and len(names) <= 2
    code = "head_mismatch" if head else "weights_mismatch"
    raise EngineError(code, path=str(path), details=told_differences(expected, found))


def differing(expected: Shapes, found: Shapes) -> list[str]:
    """The names of what is missing, unexpected or of another shape."""
    return sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))


def told_differences(expected: Shapes, found: Shapes) -> str:
    """The differences in a line, the first few of them."""
    lines = [_difference(name, expected.get(name), found.get(name)) for name in differing(expected, found)]
    more = f" … (+{len(lines) - _LISTED})" if len(lines) > _LISTED else ""
    return "; ".join(lines[:_LISTED]) + more


def _difference(name: str, expected: tuple[int, ...] | None, found: tuple[int, ...] | None) -> str:
    if found is None:
        return f"− {name}"
    return f"+ {name}" if expected is None else f"{name}: {list(found)} ≠ {list(expected)}"


def told_in(texts: Mapping[str, str]) -> dict[str, Any]:
    """What the texts of a safetensors file tell, lists and tables in JSON among them, by name."""
    told: dict[str, Any] = {}
    for key, text in texts.items():
        try:
            value = json.loads(text) if text[:1] in ("[", "{") and len(text) < _TEXT else text
        except (ValueError, RecursionError):
            value = text
        inside = list(enumerate(value)) if isinstance(value, list) else []
        inside = list(value.items()) if isinstance(value, dict) else inside
        told |= {f"{key}.{name}": one for name, one in inside if isinstance(one, str | int | float)}
        if isinstance(value, str):
            told[key] = value
    return told
