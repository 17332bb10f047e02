"""Pre-trained weights: where they lie, whether they are here, how they come here, and the one way to read them.

The publisher's file is kept as it is. What he says of it (the 8 hex digits in its name; for the embedded file all 64)
is checked when it comes; its full SHA-256 is recorded beside it then, and checked at every load.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from engine.files import digest_file, home, replacing, write_json
from engine.models import checkpoints
from engine.models.backbones import BACKBONES, WeightsFile, backbone
from engine.models.tensors import read_data, read_header, read_tensors, write_tensors
from engine.run.messages import EngineError

if TYPE_CHECKING:
    from torch import Tensor

__all__ = [
    "State", "Stored", "check", "import_folder", "import_weights", "load_state", "load_weights", "read_tensors",
    "weights_digest", "weights_path", "weights_state", "write_tensors",
]  # fmt: skip

State: TypeAlias = Literal["bundled", "ready", "absent"]
Shapes: TypeAlias = Mapping[str, tuple[int, ...]]
_LISTED: Final = 8  # differences that an error names


@dataclass(frozen=True, slots=True)
class Stored:
    """A weights file that is here, and the SHA-256 of its bytes."""

    path: Path
    digest: str


def folder() -> Path:
    """Where the weights lie that did not come with the program."""
    return home() / "weights"


def bundled_path(file: WeightsFile) -> Path | None:
    """Where the file lies in its Python package, if that is installed; the package's code is not run."""
    spec = importlib.util.find_spec(file.package) if file.package else None
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place) / "models" / file.file
        if path.is_file():
            return path
    return None


def weights_path(name: str, version: str = "default") -> Path:
    """Where the weights of a backbone lie, or will lie once they are here."""
    file = backbone(name).weights_file(version)
    return bundled_path(file) or folder() / file.file


def weights_state(name: str, version: str = "default") -> State:
    """Whether the weights came with the program, were brought, or are not here."""
    file = backbone(name).weights_file(version)
    if bundled_path(file):
        return "bundled"
    return "ready" if (folder() / file.file).is_file() else "absent"


def weights_digest(name: str, version: str = "default") -> str:
    """The full SHA-256 of the weights that are here, as it was recorded; "" when they are absent."""
    file = backbone(name).weights_file(version)
    return file.digest or _recorded(folder() / file.file)


def check(name: str, version: str = "default") -> Stored:
    """Reads the whole weights file and compares its digest. Raises EngineError `weights_absent`, `weights_changed`."""
    path = weights_path(name, version)
    file = backbone(name).weights_file(version)
    if not path.is_file():
        if file.package:
            raise EngineError("weights_in_package", backbone=name, file=file.file)
        raise EngineError("weights_absent", backbone=name, file=file.file, megabytes=file.megabytes)
    digest = _digest(path)
    known = file.digest or _recorded(path)
    if not digest.startswith(known or file.prefix):
        raise EngineError("weights_changed", path=str(path), backbone=name)
    if not known:
        record(path, digest)
    return Stored(path, digest)


def load_weights(name: str, version: str, expected: Shapes) -> dict[str, Tensor]:
    """The tensors of a backbone's weights, after their digest was checked. Raises what `check`, `load_state` raise."""
    return load_state(check(name, version).path, expected)


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
    """A checkpoint's tensors by name, on the CPU, once `checkpoints.describe` has let it pass."""
    import torch

    try:
        value = torch.load(path, map_location="cpu", weights_only=True)
    except MemoryError:
        raise
    except Exception as error:  # of a damaged file PyTorch complains in many ways
        raise EngineError("file_damaged", path=str(path)) from error
    state = checkpoints.unwrap(value)
    return {name.removeprefix("module."): tensor.detach().contiguous() for name, tensor in state.items()}


def as_float32(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same tensors, figures in float32; counters stay whole numbers."""
    return {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in state.items()}


def shapes_of(path: Path) -> dict[str, tuple[int, ...]]:
    """The names and shapes in a weights file of either format, nothing loaded. Raises as `load_state` does."""
    return read_header(path).shapes if is_safetensors(path) else checkpoints.describe(path)


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


def import_weights(name: str, source: Path, version: str = "default") -> Stored:
    """Brings a backbone's weights from a file, or from a folder (a USB stick) that holds the file by its name.

    The digest is checked, and the contents looked through, before and while it is copied. Raises EngineError
    `import_missing`, `import_wrong_digest`, `file_has_code` and what `shapes_of` raises.
    """
    file = backbone(name).weights_file(version)
    found = _find(source, file) if source.is_dir() else source
    if found is None or not found.is_file():
        raise EngineError("import_missing", source=str(source), file=file.file)
    shapes_of(found)
    digest = _digest(found)
    if not digest.startswith(file.digest or file.prefix):
        raise EngineError("import_wrong_digest", source=str(found), file=file.file, backbone=name)
    target = folder() / file.file
    if found.resolve() != target.resolve():
        with found.open("rb") as source_file, replacing(target, found.stat().st_size) as target_file:
            shutil.copyfileobj(source_file, target_file, 1 << 20)
    record(target, digest)
    return check(name, version)


def import_folder(source: Path) -> list[Stored]:
    """Brings every weights file of the table that a folder holds. Raises EngineError as `import_weights` does."""
    return [
        import_weights(row.name, source, file.version)
        for row in BACKBONES.values()
        for file in row.weights
        if weights_state(row.name, file.version) == "absent" and _find(source, file)
    ]


def record(path: Path, digest: str) -> None:
    """Writes down what a weights file's digest is, beside it."""
    write_json(_record_path(path), {"file": path.name, "sha256": digest, "bytes": path.stat().st_size})


def _record_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _recorded(path: Path) -> str:
    """The digest written down for a file; "" where there is none that can be read."""
    try:
        digest = json.loads(_record_path(path).read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return digest if isinstance(digest, str) and len(digest) == 64 else ""


def _digest(path: Path) -> str:
    try:
        return digest_file(path)
    except OSError as error:
        raise EngineError("file_unreadable", path=str(path), detail=error.strerror or str(error)) from error


def _find(source: Path, file: WeightsFile) -> Path | None:
    """The file in a folder or in one of the folders right below it."""
    places = (source / file.file, source / "weights" / file.file, *sorted(source.glob(f"*/{file.file}")))
    return next((place for place in places if place.is_file()), None)


def _difference(name: str, expected: tuple[int, ...] | None, found: tuple[int, ...] | None) -> str:
    if found is None:
        return f"− {name}"
    return f"+ {name}" if expected is None else f"{name}: {list(found)} ≠ {list(expected)}"
