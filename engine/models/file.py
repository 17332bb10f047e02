"""Weights files: the one way to read them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from engine.job.words import EngineError
from engine.models import pickles
from engine.models.tensors import read_data, read_header

if TYPE_CHECKING:
    from torch import Tensor

Shapes: TypeAlias = Mapping[str, tuple[int, ...]]
_LISTED: Final = 8  # differences that an error names


def load_state(path: Path, expected: Shapes) -> dict[str, Tensor]:
    """The tensors of a weights file, of exactly the names and shapes `expected`; figures as float32.

    Counters of batch norm that an old file lacks are added. Raises EngineError `file_has_code`, `file_bomb`,
    `file_damaged`, `not_weights`, `file_unreadable`, `weights_mismatch` or `head_mismatch` with the differences, and
    what reading our own files raises. Shapes are compared before memory is taken.
    """
    import torch

    found = shapes_of(path)
    counters = {name for name in expected if name.endswith("num_batches_tracked") and name not in found}
    compare(path, {name: shape for name, shape in expected.items() if name not in counters}, found)
    state = read_data(path, read_header(path)) if is_safetensors(path) else _read_checkpoint(path)
    compare(path, {name: tuple(tensor.shape) for name, tensor in state.items()}, found)
    return as_float32(state) | {name: torch.zeros((), dtype=torch.int64) for name in counters}


def _read_checkpoint(path: Path) -> dict[str, Tensor]:
    """A checkpoint's tensors by name, on the CPU, once `pickles.describe` has let it pass."""
    import torch

    try:
        value = torch.load(path, map_location="cpu", weights_only=True)
    except MemoryError:
        raise
    except Exception as error:  # of a damaged file PyTorch complains in many ways
        raise EngineError("file_damaged", path=str(path)) from error
    state = pickles.unwrap(value)
    return {name.removeprefix("module."): tensor.detach().contiguous() for name, tensor in state.items()}


def as_float32(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same tensors, figures in float32; counters stay whole numbers."""
    return {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in state.items()}


def shapes_of(path: Path) -> dict[str, tuple[int, ...]]:
    """The names and shapes in a weights file of either format, nothing loaded. Raises as `load_state` does."""
    return read_header(path).shapes if is_safetensors(path) else pickles.describe(path)


def is_safetensors(path: Path) -> bool:
    """Whether a file begins as safetensors do: the length of a header, and the header's brace.

    Raises EngineError `file_unreadable`.
    """
    try:
        with path.open("rb") as file:
            start = file.read(9)
    except OSError as error:
        raise EngineError("file_unreadable", path=str(path), detail=error.strerror or str(error)) from error
    return start[8:] == b"{" and start[:2] != b"PK"


def compare(path: Path, expected: Shapes, found: Shapes) -> None:
    """Raises EngineError `weights_mismatch`, or `head_mismatch` when the last layer alone differs."""
    differences = {name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)}
    if not differences:
        return
    lines = [_difference(name, expected.get(name), found.get(name)) for name in sorted(differences)]
    more = f" … (+{len(lines) - _LISTED})" if len(lines) > _LISTED else ""
    details = "; ".join(lines[:_LISTED]) + more
    head = len({name.rpartition(".")[0] for name in differences}) == 1 and len(differences) <= 2
    if head:
        raise EngineError("head_mismatch", path=str(path), details=details)
    raise EngineError("weights_mismatch", path=str(path), details=details)


def _difference(name: str, expected: tuple[int, ...] | None, found: tuple[int, ...] | None) -> str:
    if found is None:
        return f"− {name}"
    return f"+ {name}" if expected is None else f"{name}: {list(found)} ≠ {list(expected)}"
